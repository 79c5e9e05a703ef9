"""What the visitor of a link sees where it does not work: one calm page, whatever the reason, and what still does."""

from dataclasses import dataclass
from traceback import format_exception
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from ..exceptions import BillingPortalError, FlowUnavailable
from ..journal import record
from .choices import Choice
from .failures import seconds_to_wait, way_home
from .shields import is_htmx

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Hold what the page of a refused link shows."""

    code: str
    sentence: str
    can_retry: bool
    """Whether the same press may work in a moment."""
    offers_home: bool
    """Whether the portal's home page may work instead."""
    home: str
    """What was pressed: "1" for the portal's home page."""
    visit: str


def refuse(request: "HttpRequest", error: BillingPortalError, *, visit: str) -> HttpResponse:
    """Answer an error with the page of a refused link; htmx, which shows no error pages, is sent to the link's own."""
    record(error)
    response = _htmx(request, error) if is_htmx(request) else _page(request, error, visit)
    if wait := seconds_to_wait(error):
        response["Retry-After"] = str(wait)
    return response


def unforeseen(error: Exception, *, secret: str) -> BillingPortalError:
    """Return our error for one that is none of ours; its traceback is logged as text, without a secret."""
    failure = BillingPortalError(type(error).__name__)
    # As text, for what is logged with an exception takes its frames along, and those hold the request.
    record(failure, told=f"{failure.code}: {''.join(format_exception(error))}".replace(secret, "…"))
    return failure


def way_back(request: "HttpRequest") -> str:
    """Return where "Back" leads; nowhere for whoever is not signed in, since most pages would ask them to."""
    return way_home(request, Choice()) if request.user.is_authenticated else ""


def _page(request: "HttpRequest", error: BillingPortalError, visit: str) -> HttpResponse:
    templates = [f"billing_portal/links/{error.code}.html", "billing_portal/link_refused.html"]
    context = {"refusal": _refusal(request, error, visit), "back_url": way_back(request)}
    return render(request, templates, context, status=error.status)


def _refusal(request: "HttpRequest", error: BillingPortalError, visit: str) -> Refusal:
    # Who only looked has pressed nothing that could be tried again.
    is_press = request.method == "POST"
    return Refusal(
        code=error.code,
        sentence=error.message,
        can_retry=is_press and seconds_to_wait(error) is not None,
        offers_home=is_press and isinstance(error, FlowUnavailable),
        home=request.POST.get("home", ""),
        visit=request.POST.get("visit") or visit,
    )


def _htmx(request: "HttpRequest", error: BillingPortalError) -> HttpResponse:
    page = f"{request.path}?{urlencode({'problem': error.code})}"
    return HttpResponse(status=error.status, headers={"HX-Redirect": page})
