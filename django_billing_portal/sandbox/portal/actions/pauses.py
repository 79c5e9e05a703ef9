"""Pause a subscription and resume it. https://docs.stripe.com/billing/subscriptions/pause"""

from django_billing_portal.sandbox import clock, objects
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.portal import catalog
from django_billing_portal.sandbox.store import Json


def pause(subscription: Json, *, interval: str, count: int) -> Json:
    """Pause for a while; a count of 0 pauses until the customer resumes."""
    reason = {"type": "subscription", "subscription": {"type": "pause_requested"}, "transitioned_at": clock.now()}
    return objects.change(
        subscription,
        announce="customer.subscription.paused",
        status="paused",
        status_details={"paused": reason},
        _resumes_at=later(clock.now(), interval, count) if count else None,
    )


def resume(subscription: Json) -> Json:
    """Resume; a new period begins now, which is Stripe's default."""
    item = catalog.only_item(subscription)
    recurring = catalog.price_of(item)["recurring"]
    period_end = later(clock.now(), recurring["interval"], recurring.get("interval_count") or 1)
    renewed = item | {"current_period_start": clock.now(), "current_period_end": period_end}
    return objects.change(
        subscription,
        announce="customer.subscription.resumed",
        status="active",
        status_details=None,
        billing_cycle_anchor=clock.now(),
        items=subscription["items"] | {"data": [renewed, *subscription["items"]["data"][1:]]},
        _resumes_at=None,
    )
