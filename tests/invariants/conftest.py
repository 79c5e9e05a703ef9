"""Stripe's stand-in behind the real SDK, and an ear on everything that is logged."""

import logging
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import stripe  # noqa: F401  (the first import is slower than some deadlines)

from django_billing_portal import gateway
from django_billing_portal.flows import PaymentMethodUpdate, SubscriptionCancel
from tests.overrides import portal
from tests.stand_in import StandIn

KEY = "sk_test_ofinvariants0123456789"
FLOWS = {"update-card": PaymentMethodUpdate(), "leave": SubscriptionCancel()}
CHATTY = ("", "django", "stripe", "asyncio", "urllib3", "aiohttp")


@pytest.fixture(autouse=True)
def stripe_server() -> Iterator[StandIn]:
    with StandIn() as server, portal(API_KEY=KEY, API_BASE=server.url, FLOWS=FLOWS):
        yield server
    gateway.forget()


@pytest.fixture
def all_that_is_logged(caplog):
    for logger in CHATTY:
        caplog.set_level(logging.DEBUG, logger=logger)
    writer = logging.Formatter()

    def everything() -> str:
        return unquote("\n".join(f"{writer.format(record)} {vars(record)!r}" for record in caplog.records))

    return everything
