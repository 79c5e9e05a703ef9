"""The pages around a bill: one's own account, and that of a team."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from example_project.nordlicht.copies import copy_of
from example_project.nordlicht.models import Team
from example_project.nordlicht.offers import ON_THE_PRICING_PAGE
from example_project.nordlicht.seeds.customers import subscribe
from example_project.nordlicht.stripe_client import client

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from django.http import HttpRequest, HttpResponse

    class SignedIn(HttpRequest):
        """Say what ``login_required`` made sure of."""

        user: AbstractUser  # type: ignore[assignment]


# Without no-store, the Back button would show the figures from before the portal.
@never_cache
@login_required
def account(request: "SignedIn") -> "HttpResponse":
    """Show one's own plan and the ways into the portal."""
    context = {"billing": copy_of(request.user), "teams": Team.objects.of(request.user).select_related("owner")}
    return render(request, "nordlicht/account.html", context)


@never_cache
@login_required
def team(request: "SignedIn", pk: uuid.UUID) -> "HttpResponse":
    """Show a team's plan; only its owner gets the button."""
    found = get_object_or_404(Team.objects.of(request.user).select_related("owner"), pk=pk)
    context = {
        "team": found,
        "members": [found.owner, *found.members.all()],
        "billing": copy_of(found),
        "is_owner": found.owner_id == request.user.pk,
    }
    return render(request, "nordlicht/team.html", context)


@require_POST
@login_required
def start_plan(request: "SignedIn") -> "HttpResponse":
    """Start a plan at once; a real shop sends people to Stripe Checkout here."""
    offer = {offer.lookup_key: offer for offer in ON_THE_PRICING_PAGE}.get(request.POST.get("offer", ""))
    if offer is None:
        raise Http404
    subscribe(
        client(),
        request.user,
        name=request.user.get_full_name(),
        email=request.user.email,
        offers=[offer.lookup_key],
    )
    messages.success(request, f"Welcome to {offer.name}. Nordlicht is watching.")
    return redirect("account")
