"""What happens around every page: find the session, see whether it lives, speak its language, allow only its tasks.

Whoever may not see a page gets a friendly one with status 200: Django logs the path of a 404, and the path of a
living session opens somebody's billing.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from django_billing_portal.sandbox import sessions
from django_billing_portal.sandbox.gate import View, harmless_only
from django_billing_portal.sandbox.store import Json

from . import catalog, recovery
from .locales import language_of
from .visits import Visit

logger = logging.getLogger("django_billing_portal")

TEMPLATES = "billing_portal_sandbox/portal"
TYPES = {"subscription": "subscription", "card": "payment_method", "invoice": "invoice"}


class NotPossible(Exception):
    """Raised when the page cannot do what it is for; the text is for the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Hold a view and the sessions that it is open to."""

    view: View
    tasks: tuple[str, ...]
    in_flows: bool

    def answer(self, request: HttpRequest, visit: Visit, ids: dict[str, str]) -> HttpResponseBase:
        """Show the page, or say why not."""
        try:
            self._admit(visit, ids.get("subscription"))
            return self.view(request, visit, **{name: _owned(visit, TYPES[name], id) for name, id in ids.items()})
        except NotPossible as refusal:
            return show(request, visit, "unavailable", heading=_("This is not possible right now"), lead=str(refusal))

    def _admit(self, visit: Visit, subscription: str | None) -> None:
        allowed = not self.tasks or visit.may(self.tasks, subscription)
        if not allowed or visit.flow and not self.in_flows:
            raise not_here()


def portal_page(*tasks: str, in_flows: bool = True) -> Callable[[View], View]:
    """Serve a page of the portal to whoever holds the session's URL.

    Without tasks it is open to every session; with tasks, to sessions that allow one of them, and with
    ``in_flows=False`` only from the home page.
    """

    def decorate(view: View) -> View:
        @harmless_only
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def serve(request: HttpRequest, secret: str, **ids: str) -> HttpResponseBase:
            with sessions.opened(secret) as session:
                if session is None:
                    return closed(request, None, status=404)
                return _speaking(request, visit_of(session), Page(view=view, tasks=tasks, in_flows=in_flows), ids)

        return serve

    return decorate


def show(request: HttpRequest, visit: Visit, template: str, **context: Any) -> HttpResponse:
    """Render one of the portal's templates."""
    return render(request, f"{TEMPLATES}/{template}.html", {"visit": visit, **context})


def require_no(obstacle: str) -> None:
    """Stop with the sentence that tells the customer why this cannot be done."""
    if obstacle:
        raise NotPossible(obstacle)


def not_here() -> NotPossible:
    """Return what to raise where a session has no such page, and tell the developer."""
    logger.info("The sandbox's session has no such page", extra={"billing_code": "not_allowed"})
    return NotPossible(_("This page is not part of your visit."))


def visit_of(session: Json) -> Visit:
    """Return who visits, with what the session names."""
    return Visit(
        session=session,
        customer=catalog.found(session["customer"]),
        configuration=catalog.found(session["configuration"]),
    )


def _speaking(request: HttpRequest, visit: Visit, page: Page, ids: dict[str, str]) -> HttpResponseBase:
    language = language_of(visit.session, visit.customer, request)
    with translation.override(language):
        if sessions.is_expired(visit.session):
            return closed(request, visit, status=410)
        response = page.answer(request, replace(visit, session=sessions.touch(visit.session)), ids)
        response.headers["Content-Language"] = language
        return response


def closed(request: HttpRequest, visit: Visit | None, *, status: int, is_wrong: bool = False) -> HttpResponse:
    """Say that the session is over; offer another where it was minted so."""
    logger.info("The sandbox's session is over or unknown", extra={"billing_code": "session_expired"})
    context = {"visit": visit, "can_recover": bool(visit and recovery.is_open(visit.session)), "is_wrong": is_wrong}
    return render(request, f"{TEMPLATES}/expired.html", context, status=status)


def _owned(visit: Visit, type: str, id: str) -> Json:
    found = catalog.found(id)
    if found.get("object") != type or found.get("customer") != visit.customer["id"]:
        raise not_here()
    return found
