"""What a customer sees when billing fails: one sentence, what to do next, and the way home."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import NoReverseMatch

from ..conf import portal_settings
from ..exceptions import (
    BillingPortalError,
    Fault,
    FlowUnavailable,
    NoCustomer,
    NotConfigured,
    TooManyRequests,
    by_code,
)
from ..journal import record
from ..redirects import return_url
from .choices import Choice, page_for
from .forwarding import SeeOther, origin_of
from .shields import is_htmx

if TYPE_CHECKING:
    from django.http import HttpRequest

SOON = 5
"""Seconds until another try is worth it, where the error knows no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Hold what the page of a failure shows; ``retry`` and ``home`` are signed choices."""

    code: str
    status: int
    sentence: str
    can_retry: bool
    offers_home: bool
    retry: str
    home: str


def explain(request: "HttpRequest", error: BillingPortalError, *, choice: Choice | None = None) -> HttpResponse:
    """Answer an error with its page and status; htmx, which shows no error pages, is sent to the portal page."""
    record(error)
    choice = choice or Choice()
    if isinstance(error, NoCustomer) and (url := _page_without_customer()):
        return SeeOther(url)
    response = _htmx(request, error, choice) if is_htmx(request) else _page(request, error, choice)
    if wait := seconds_to_wait(error):
        response["Retry-After"] = str(wait)
    return response


def seconds_to_wait(error: BillingPortalError) -> int | None:
    """Return how many seconds to wait before the same may work; None where no patience helps."""
    is_passing = error.fault is Fault.TRANSIENT or isinstance(error, TooManyRequests)
    return (error.retry_after or SOON) if is_passing else None


def sentence_for(code: str) -> str:
    """Return the sentence that belongs to a stable code; empty for a code that is none of ours."""
    error = by_code(code)
    return str(error.sentence) if error else ""


def way_home(request: "HttpRequest", choice: Choice) -> str:
    """Return where "Back" leads: the page that the choice names, else ``RETURN_URL``, else the site's root."""
    for wanted in (choice.next, None):
        try:
            return return_url(wanted, origin=origin_of(request))
        except BillingPortalError:
            continue
    return "/"


def _page_without_customer() -> str | None:
    url = portal_settings.NO_CUSTOMER_URL
    try:
        return url and resolve_url(url)
    except NoReverseMatch:
        record(NotConfigured(f'BILLING_PORTAL["NO_CUSTOMER_URL"] is neither a URL name nor a path: {url!r}.'))
        return None


def _page(request: "HttpRequest", error: BillingPortalError, choice: Choice) -> HttpResponse:
    templates = [f"billing_portal/{error.code}.html", "billing_portal/unavailable.html"]
    context = {"failure": _failure(request, error, choice), "back_url": way_home(request, choice)}
    return render(request, templates, context, status=error.status)


def _htmx(request: "HttpRequest", error: BillingPortalError, choice: Choice) -> HttpResponse:
    page = page_for({"choice": choice.signed(request.user)}, problem=error.code)
    return HttpResponse(status=error.status, headers={"HX-Redirect": page})


def _failure(request: "HttpRequest", error: BillingPortalError, choice: Choice) -> Failure:
    return Failure(
        code=error.code,
        status=error.status,
        sentence=error.message,
        can_retry=seconds_to_wait(error) is not None and request.method == "POST",
        offers_home=isinstance(error, FlowUnavailable) and choice.flow is not None,
        retry=choice.signed(request.user),
        home=Choice(subject=choice.subject, next=choice.next).signed(request.user),
    )
