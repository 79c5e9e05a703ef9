"""A click that fails, and all that was said about it, to whomever."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
import stripe  # noqa: F401  (deadlines here are too short for the import)
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from django_billing_portal import gateway
from tests.failures.case import FLOWS, KEY, Case
from tests.stand_in import StandIn

CHATTY = ("", "django", "stripe", "asyncio", "urllib3", "aiohttp")
WRITER = logging.Formatter()
TOKEN = re.compile(r"/billing/return/([^/]+)/")


@dataclass
class Click:
    """One click, through one door, and what came of it."""

    case: Case
    user: Any
    subject: Any
    stripe: StandIn
    caplog: pytest.LogCaptureFixture
    code: str = ""
    status: int = 0
    retry_after: str | None = None
    fault: str = ""
    seconds: float = 0.0
    to_customer: str = ""
    to_code: list[str] = field(default_factory=list)
    logged: list[logging.LogRecord] = field(default_factory=list)

    def change(self, **changes: object) -> None:
        """Change settings of ours, until the fixture ``stripe_server`` restores them."""
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, **changes}

    def forget(self) -> None:
        """Forget what was said and asked so far."""
        self.caplog.clear()
        self.stripe.requests.clear()

    @property
    def records(self) -> list[logging.LogRecord]:
        """Return our own records of failures; that a test runs inside a transaction is none."""
        ours = (record for record in self.logged if record.name == "django_billing_portal")
        return [record for record in ours if record.billing_code != "minted_in_transaction"]

    @property
    def to_anybody(self) -> str:
        """Return all that was written or shown to anybody but Stripe."""
        written = [f"{WRITER.format(record)} {vars(record)!r}" for record in self.logged]
        return unquote("\n".join([*written, *self.to_code, self.to_customer]))

    @property
    def return_tokens(self) -> list[str]:
        """Return the tokens that only Stripe and the customer's address bar may see."""
        sent = [value for request in self.stripe.requests for value in request.params.values()]
        return [token for value in sent for token in TOKEN.findall(value)]


@pytest.fixture
def stripe_server(monkeypatch) -> Iterator[StandIn]:
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)
    with StandIn() as server:
        ours = {"API_KEY": KEY, "API_BASE": server.url, "RETURN_URL": "/account/", "FLOWS": FLOWS}
        with override_settings(BILLING_PORTAL=ours):
            yield server
    gateway.forget()


@pytest.fixture
def failed(case: Case, door, stripe_server, caplog, request) -> Iterator[Click]:
    for logger in CHATTY:
        caplog.set_level(logging.DEBUG, logger=logger)
    user = request.getfixturevalue(case.who)
    subject = request.getfixturevalue(case.subject) if case.subject else None
    click = Click(case, user, subject, stripe_server, caplog)
    click.change(**{"DEADLINE_SECONDS": case.seconds, **case.settings})
    with case.trouble(click):
        stripe_server.will_say(*case.answers[:-1])
        stripe_server.always = case.answers[-1]
        # As a request has it: loaded by somebody else, with nothing cached on it.
        click.user = get_user_model().objects.get(pk=user.pk)
        started = time.perf_counter()
        with CaptureQueriesContext(connection):
            door(click)
        click.seconds = time.perf_counter() - started
        click.logged = list(caplog.records)
        yield click
