"""The page of a link that staff sent: it says what is asked of whom, and its button opens the portal."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from .. import tokens
from ..conf import portal_settings
from ..exceptions import BillingPortalError, InvalidToken, LinkNeedsSignIn
from .failures import sentence_for
from .forwarding import origin_of, to_portal
from .options import reason
from .refusals import refuse, unforeseen, way_back
from .shields import billing_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from ..services.links import Invitation

VISIT = "visit"


@billing_view("GET", "HEAD", "POST")
@sensitive_post_parameters("visit")
def link(request: "HttpRequest", token: str) -> "HttpResponseBase":
    """Show what a link asks for, and mint nothing (GET); or redeem it, and send the browser on (POST)."""
    response = _answer(request, token)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@billing_view("GET", "HEAD")
def link_done(request: "HttpRequest") -> "HttpResponseBase":
    """Say goodbye to whoever came by a link without signing in: other pages would ask them to."""
    return render(request, "billing_portal/link_done.html")


@sensitive_variables()
def _answer(request: "HttpRequest", token: str) -> "HttpResponseBase":
    try:
        return _press(request, token) if request.method == "POST" else _page(request, token)
    except LinkNeedsSignIn:
        return redirect_to_login(request.path)
    except BillingPortalError as error:
        failure = error
    except (Http404, PermissionDenied):
        # Of a hook that means it: Django answers.
        raise
    except Exception as error:  # noqa: BLE001 (a resolver or hook may raise anything, and Django would tell the token)
        failure = unforeseen(error, secret=token)
    return refuse(request, failure, visit=_visit(token))


@sensitive_variables()
def _press(request: "HttpRequest", token: str) -> "HttpResponseBase":
    # Not when the URLconf loads: see portal._mint().
    from ..services.links import redeem_link

    if answer := _reauthenticate(request):
        return answer
    session = redeem_link(
        token=token,
        user=request.user,
        visit=_same_visit(request, token),
        home=request.POST.get("home") == "1",
        origin=origin_of(request),
        address=request.META.get("REMOTE_ADDR", ""),
    )
    return to_portal(request, session.url)


def _reauthenticate(request: "HttpRequest") -> "HttpResponse | None":
    hook = portal_settings.REAUTHENTICATE
    return hook(request=request) if hook and request.user.is_authenticated else None


@sensitive_variables()
def _page(request: "HttpRequest", token: str) -> "HttpResponse":
    from ..services.links import find_invitation
    from ..services.site_names import site_name

    invitation = find_invitation(token=token, user=request.user)
    known = {"site": site_name(host=request.get_host()), "visit": _visit(token)}
    return render(request, "billing_portal/link.html", known | _context(request, invitation))


def _context(request: "HttpRequest", invitation: "Invitation") -> dict[str, Any]:
    # What keeps people out of the portal's own home page keeps them out of everything.
    closed, blocked = reason(invitation.home), reason(invitation.asked_for)
    return {
        "invitation": invitation,
        "link": invitation.link,
        "problem": closed or blocked or sentence_for(request.GET.get("problem", "")),
        "can_press": not (closed or blocked),
        "offers_home": bool(blocked and not closed) or request.GET.get("problem") == "flow_unavailable",
        "back_url": way_back(request),
    }


def _visit(token: str) -> str:
    """Name this rendering of the page: two presses of its button are one."""
    return tokens.sign(VISIT, uuid.uuid4().hex, bound_to=token)


def _same_visit(request: "HttpRequest", token: str) -> str:
    try:
        return str(tokens.read(VISIT, request.POST.get("visit", ""), bound_to=token))
    except InvalidToken:
        return ""
