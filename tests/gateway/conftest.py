import asyncio
import logging
from functools import partial
from importlib.util import find_spec

import pytest
from django.test import override_settings

from django_billing_portal import gateway
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import StandIn

KEY = "sk_test_ofthissuite0123456789"


class Gate:
    """The gateway, through its blocking functions or through their twins in a new event loop each."""

    def __init__(self, kind):
        self.is_async = kind == "async"

    def __getattr__(self, name):
        if self.is_async:
            return partial(self._run, getattr(gateway, f"a{name}"))
        return getattr(gateway, name)

    def _run(self, function, **arguments):
        return asyncio.run(function(**arguments))


@pytest.fixture(params=["sync", "async"])
def gate(request):
    return Gate(request.param)


@pytest.fixture(autouse=True, scope="session")
def _warm():
    """Pay for imports and certificates before the deadlines of the tests, which are short."""
    with StandIn() as server, override_settings(BILLING_PORTAL={"API_KEY": KEY, "API_BASE": server.url}):
        for kind in ("sync", "async")[: 2 if find_spec("aiohttp") else 1]:
            Gate(kind).create_session(customer=CustomerRef("cus_1"), deadline=Deadline.after(60))


@pytest.fixture(autouse=True)
def _forget():
    yield
    gateway.forget()


@pytest.fixture
def stripe_server(settings):
    with StandIn() as server:
        settings.BILLING_PORTAL = {"API_KEY": KEY, "API_BASE": server.url}
        yield server


@pytest.fixture
def configure(settings):
    """Change settings of ours."""

    def change(**changes):
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, **changes}

    return change


@pytest.fixture
def records(caplog):
    """Our own log records, while every logger says all it knows."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="stripe")
    return lambda: [record for record in caplog.records if record.name == "django_billing_portal"]


@pytest.fixture
def soon():
    """A deadline for calls that need no retry."""
    return Deadline.after(10)


@pytest.fixture
def later():
    """A deadline far enough for retries."""
    return Deadline.after(20)
