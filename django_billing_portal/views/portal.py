"""The way to the portal: a page that says what one can do there, and the click that opens it."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from ..conf import portal_settings
from ..exceptions import BillingPortalError, UnknownFlow
from .choices import Choice, page_for
from .failures import explain, sentence_for, way_home
from .forwarding import SeeOther, origin_of, to_portal
from .options import asked_for, blocked, options, reason
from .shields import billing_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from ..services.availability import Availability


@billing_view("GET", "HEAD", "POST")
def portal(request: "HttpRequest") -> "HttpResponseBase":
    """Show what one can do here, and mint nothing (GET); or mint, and send the browser on (POST)."""
    return _click(request) if request.method == "POST" else login_required(_page)(request)


def _click(request: "HttpRequest") -> "HttpResponseBase":
    if not request.user.is_authenticated:
        return SeeOther(page_for(request.POST))
    choice = Choice()
    try:
        choice = Choice.of(request)
        return _reauthenticate(request) or _mint(request, choice)
    except BillingPortalError as error:
        return explain(request, error, choice=choice)


def _reauthenticate(request: "HttpRequest") -> "HttpResponse | None":
    hook = portal_settings.REAUTHENTICATE
    return hook(request=request) if hook else None


@sensitive_variables()
def _mint(request: "HttpRequest", choice: Choice) -> "HttpResponse":
    # The services are half of what importing the app costs: every command of the project would pay for it.
    from ..services.sessions import mint_session

    session = mint_session(
        user=request.user,
        subject=choice.load_subject(),
        flow=choice.flow,
        return_to=choice.next,
        origin=origin_of(request),
        source="button",
    )
    return to_portal(request, session.url)


def _page(request: "HttpRequest") -> "HttpResponse":
    choice = Choice()
    try:
        choice = Choice.of(request)
        _require_declared(choice.flow)
        found = _flows(request, choice)
    except BillingPortalError as error:
        return explain(request, error, choice=choice)
    return render(request, "billing_portal/portal.html", _context(request, choice, found))


def _context(request: "HttpRequest", choice: Choice, found: "Sequence[Availability]") -> dict[str, Any]:
    # What keeps people out of the portal's own home page keeps them out of everything.
    closed = reason(found[0])
    offered = () if closed else found
    return {
        "options": options(request, choice, offered),
        "asked_for": asked_for(choice, offered),
        "blocked": blocked(choice, offered),
        "problem": closed or sentence_for(request.GET.get("problem", "")),
        "back_url": way_home(request, choice),
    }


def _require_declared(flow: str | None) -> None:
    if flow is not None and flow not in portal_settings.FLOWS:
        raise UnknownFlow("A page was asked for with a flow that FLOWS does not declare.")


def _flows(request: "HttpRequest", choice: Choice) -> "Sequence[Availability]":
    from ..services.offers import offer_flows

    # Whoever follows the link of an e-mail should not press a button first to learn that there is nothing behind it.
    return offer_flows(user=request.user, subject=choice.load_subject()).flows
