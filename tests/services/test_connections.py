"""Whoever waits for Stripe holds no place in a connection pool."""

import pytest
from django.db import connection, connections

from django_billing_portal.services.connections import give_all_back, give_back


@pytest.fixture
def pooled(tmp_path, monkeypatch, django_db_blocker):
    """A second connection, which says that it comes from a pool."""
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "pooled.sqlite3"), "OPTIONS": {}}
    monkeypatch.setitem(connections.settings, "pooled", connections.settings["default"] | engine)
    with django_db_blocker.unblock():
        pooled = connections["pooled"]
        pooled.ensure_connection()
        pooled.settings_dict["OPTIONS"]["pool"] = True
        yield pooled
    del connections["pooled"]


@pytest.mark.django_db
def test_give_back__keeps_a_connection_that_is_not_pooled():
    give_back("default")
    assert connection.connection is not None


def test_give_back__returns_a_pooled_connection(pooled):
    give_back("pooled")
    assert pooled.connection is None


@pytest.mark.django_db
def test_give_all_back__returns_the_pooled_ones_only(pooled):
    give_all_back()
    assert pooled.connection is None
    assert connection.connection is not None
