"""A world at Stripe for the mint story: the sandbox's own seeds, and an eye on what is asked of it."""

import logging

import pytest

from django_billing_portal import gateway
from django_billing_portal.sandbox import store
from tests.mail_server import mail_server, no_mail_server
from tests.seeded import plant
from tests.stand_in import StandIn

__all__ = ["mail_server", "no_mail_server"]


@pytest.fixture(autouse=True)
def _hear_everything(caplog):
    caplog.set_level(logging.INFO, logger="django_billing_portal")


@pytest.fixture
def stripe_world(db):
    plant()


@pytest.fixture
def minted_at_stripe(stripe_world):
    """Return the portal sessions that the sandbox was asked for, newest first."""
    return lambda: store.list("billing_portal.session")


@pytest.fixture
def options(settings):
    """Change entries of BILLING_PORTAL for one test."""

    def change(**options):
        settings.BILLING_PORTAL = settings.BILLING_PORTAL | options

    return change


@pytest.fixture
def stripe_server(options):
    """Put a bare server in Stripe's place."""
    with StandIn() as server:
        options(API_BASE=server.url)
        yield server
    gateway.forget()
