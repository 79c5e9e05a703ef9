"""9: a cache in a database, without its table, must not take billing down."""

import pytest

from tests.invariants.doors import DOORS

BROKEN = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}}


@pytest.fixture(autouse=True)
def _broken_cache(alice, settings) -> None:
    settings.CACHES = BROKEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mint", DOORS)
def test_cache_down__click_works_and_the_operator_hears(alice, mint, caplog) -> None:
    assert mint(user=alice).url

    assert {record.billing_code for record in caplog.records} == {"limit_not_counted"}
