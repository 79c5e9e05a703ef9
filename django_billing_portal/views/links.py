"""The page of a link that staff sent: it says what is asked of whom, and its button opens the portal."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from ..exceptions import BillingPortalError, LinkNeedsSignIn
from .failures import explain
from .forwarding import origin_of, to_portal
from .shields import billing_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@billing_view("GET", "HEAD", "POST")
def link(request: "HttpRequest", token: str) -> "HttpResponseBase":
    """Show what a link asks for, and mint nothing (GET); or redeem it, and send the browser on (POST)."""
    try:
        return _press(request, token) if request.method == "POST" else _page(request, token)
    except LinkNeedsSignIn:
        return redirect_to_login(request.path)
    except BillingPortalError as error:
        return explain(request, error)


@sensitive_variables()
def _press(request: "HttpRequest", token: str) -> "HttpResponse":
    # Not when the URLconf loads: see portal._mint().
    from ..services.links import redeem_link

    session = redeem_link(
        token=token,
        user=request.user,
        visit=request.POST.get("visit", ""),
        home=bool(request.POST.get("home")),
        origin=origin_of(request),
        address=request.META.get("REMOTE_ADDR", ""),
    )
    return to_portal(request, session.url)


@sensitive_variables()
def _page(request: "HttpRequest", token: str) -> "HttpResponse":
    from ..services.links import find_invitation

    invitation = find_invitation(token=token, user=request.user)
    return render(request, "billing_portal/link.html", {"invitation": invitation, "visit": uuid.uuid4().hex})
