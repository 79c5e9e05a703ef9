"""Pages for everybody."""

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render

from example_project.nordlicht.copies import copy_of
from example_project.nordlicht.offers import ON_THE_PRICING_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def home(request: "HttpRequest") -> "HttpResponse":
    """Say what Nordlicht is, or go straight to the account."""
    return redirect("account") if request.user.is_authenticated else render(request, "nordlicht/home.html")


def pricing(request: "HttpRequest") -> "HttpResponse":
    """Show the plans; people without a customer land here from "Manage billing"."""
    has_plan = request.user.is_authenticated and bool(copy_of(request.user).plans)
    return render(request, "nordlicht/pricing.html", {"offers": ON_THE_PRICING_PAGE, "has_plan": has_plan})
