"""The three ways to ask for a portal session, and what each says when it fails."""

import re
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

import django_billing_portal
from django_billing_portal.exceptions import BillingPortalError
from django_billing_portal.refs import SubjectRef
from django_billing_portal.services.sessions import amint_session, mint_session
from django_billing_portal.views.choices import Choice

PACKAGE = Path(django_billing_portal.__file__).parent
HIDDEN = re.compile(r'value="[^"]*"')
"""The signed choice of a form, which may hold any letters."""


def by_view(click) -> None:
    """Press the button."""
    client = Client()
    client.force_login(click.user)
    case = click.case
    subject = SubjectRef.of(click.subject) if click.subject else None
    choice = Choice(flow=case.flow, subject=subject, next=case.return_to).signed(click.user)
    response = client.post("/billing/", {"choice": choice})
    click.status, click.retry_after = response.status_code, response.get("Retry-After")
    failure = response.context["failure"]
    click.code, click.fault = failure.code, case.fault
    click.to_customer = HIDDEN.sub("", f"{response.text} {dict(response.headers)}")


def by_code(click) -> None:
    """Call mint_session()."""
    _fail(click, mint_session)


def by_twin(click) -> None:
    """Await amint_session()."""
    _fail(click, async_to_sync(amint_session))


def _fail(click, mint: Callable[..., Any]) -> None:
    case = click.case
    with pytest.raises(BillingPortalError) as caught:
        _ = mint(
            user=click.user,
            subject=click.subject,
            flow=case.flow,
            return_to=case.return_to,
            origin="http://testserver",
        ).url
    error = caught.value
    click.code, click.status, click.fault = error.code, error.status, error.fault
    click.retry_after = str(error.retry_after) if error.retry_after else None
    click.to_customer = error.message
    click.to_code = list(_all_that_it_says(error))


def locals_of(error: BaseException):
    """Return what an error tracker would keep of our frames."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if PACKAGE in Path(frame.f_code.co_filename).parents:
            yield frame.f_locals


def _all_that_it_says(error: BaseException | None):
    while error is not None:
        yield f"{error!s} {error!r} {error.args!r} {vars(error)!r}"
        yield from map(repr, locals_of(error))
        error = error.__cause__ or error.__context__


NEEDS_AIOHTTP = pytest.mark.skipif(find_spec("aiohttp") is None, reason="asynchronous calls need aiohttp")
DOORS = [
    pytest.param(by_view, id="view"),
    pytest.param(by_code, id="mint_session"),
    pytest.param(by_twin, id="amint_session", marks=NEEDS_AIOHTTP),
]
