"""What happens when somebody comes back from the portal: a word of welcome, and fresh figures."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from django_billing_portal.refs import SubjectRef

from .models import BillingCopy

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_billing_portal.models import PortalSession

DONE = {
    "update-card": "Your new card is on file. The next invoice goes to it.",
    "billing-details": "Your billing details are up to date.",
    "change-plan": "You have changed your plan.",
    "go-yearly": "You now pay once a year. Two months are on us.",
    "pause": "Your plan is taking a break.",
    # Stripe comes back the same way from a cancellation and from an accepted offer to stay.
    "leave": "Thank you for telling us. Your plan below says how it goes on.",
}


def welcome_back(*, session: "PortalSession", kind: str, request: "HttpRequest", **_: Any) -> None:
    """Say what was done, as far as we know, and have the account page ask Stripe again."""
    BillingCopy.objects.of(SubjectRef(session.subject_type, session.subject_id)).expire()
    if session.source == "api":
        # The app asks for itself what came of it, and says so.
        return
    if kind == "done":
        messages.success(request, DONE.get(session.flow_name, "That worked. Thank you."))
    else:
        messages.info(request, "Welcome back. What you changed in billing shows up here.")
