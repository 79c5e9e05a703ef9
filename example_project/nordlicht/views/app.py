"""The single-page app: one page for everything, and the question that Nordlicht answers it itself."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from example_project.nordlicht.copies import copy_of
from example_project.nordlicht.models import Team

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from example_project.nordlicht.plans import Plan

    from .account import SignedIn

EXPIRED = {"code": "not_authenticated", "detail": "Your login has expired."}


@never_cache
@ensure_csrf_cookie
@login_required
def app(request: "SignedIn") -> "HttpResponse":
    """Show the page that the module fills; it asks Stripe nothing, so it is there at once."""
    context = {"teams": Team.objects.filter(owner_id=request.user.pk), "team_type": Team._meta.label_lower}
    return render(request, "nordlicht/app.html", context)


@never_cache
def plans(request: "HttpRequest", team: uuid.UUID | None = None) -> "HttpResponse":
    """Answer with one's own plans, or those of a team one owns, for people who have to choose one."""
    if not request.user.is_authenticated:
        # A redirect to the sign-in page would reach the module as a page of HTML.
        return JsonResponse(EXPIRED, status=401)
    payer = get_object_or_404(Team, pk=team, owner=request.user) if team else request.user
    return JsonResponse({"results": [_choice(plan) for plan in copy_of(payer).plans]})


def _choice(plan: "Plan") -> dict[str, str]:
    return {"subscription": plan.subscription, "name": plan.name, "price": f"{plan.price} a {plan.interval}"}
