"""What a claim's commit waits for."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from django_billing_portal.models import PortalSession
from django_billing_portal.models.haste import HastyBlank
from tests.models.test_claims import attempt

SETTING = "synchronous_commit"


def said_while_claiming() -> str:
    with CaptureQueriesContext(connection) as queries:
        attempt()
    return str(queries.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_claim__does_not_wait_for_the_disk_of_postgresql():
    assert (SETTING in said_while_claiming()) is (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_claim__leaves_an_empty_failure():
    claim = attempt()
    assert claim.session.failure == ""
    assert PortalSession.objects.get().failure == ""


@pytest.mark.django_db(transaction=True)
def test_claim__leaves_other_commits_of_the_connection_as_they_are():
    attempt()
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {SETTING}" if connection.vendor == "postgresql" else "SELECT 'on'")
        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db(transaction=True)
def test_claim__inside_somebodys_transaction_that_one_stays_durable():
    with transaction.atomic():
        assert SETTING not in said_while_claiming()


def test_hasty_blank__is_one_expression_for_postgresql():
    sql, params = HastyBlank().as_postgresql(None, connection)
    assert (sql, [*params]) == (f"left(set_config('{SETTING}', 'off', true), 0)", [])
