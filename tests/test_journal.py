import logging

import pytest

from django_billing_portal import journal
from django_billing_portal.exceptions import (
    BillingPortalError,
    NoCustomer,
    NotConfigured,
    StaleCustomer,
    StripeUnavailable,
    UnknownFlow,
)


@pytest.fixture(autouse=True)
def _everything(caplog):
    caplog.set_level(logging.INFO, "django_billing_portal")


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (NotConfigured, "ERROR"),
        (UnknownFlow, "ERROR"),
        (StaleCustomer, "ERROR"),
        (StripeUnavailable, "WARNING"),
        (NoCustomer, "INFO"),
        (BillingPortalError, "ERROR"),
    ],
)
def test_record__level_by_fault(error, level, caplog):
    journal.record(error())

    assert [record.levelname for record in caplog.records] == [level]


def test_record__what_operators_need(caplog):
    journal.record(
        StaleCustomer("Gone.", request_id="req_1", http_status=404, stripe_code="resource_missing", param="customer")
    )

    [record] = caplog.records
    assert record.getMessage() == "stale_customer: Gone."
    assert record.billing_fault == "data"
    assert (record.billing_code, record.request_id, record.http_status, record.stripe_code, record.stripe_param) == (
        "stale_customer",
        "req_1",
        404,
        "resource_missing",
        "customer",
    )


def test_record__as_told(caplog):
    journal.record(NoCustomer(), told="A longer story.")

    assert caplog.messages == ["A longer story."]


def test_record__once(caplog):
    error = NoCustomer()

    journal.record(error)
    journal.record(error)

    assert len(caplog.records) == 1
