"""Cancel, give the reason afterwards, and change one's mind."""

from django_billing_portal.sandbox import clock, events, objects, store
from django_billing_portal.sandbox.portal import catalog
from django_billing_portal.sandbox.portal.obstacles import is_flexible
from django_billing_portal.sandbox.store import Json

NO_DETAILS = {"comment": None, "feedback": None, "reason": None}


def cancel(subscription: Json, *, mode: str) -> Json:
    """Cancel as the configuration says: now, or when the period ends."""
    details = NO_DETAILS | {"reason": "cancellation_requested"}
    asked: Json = {"canceled_at": clock.now(), "cancellation_details": details}
    if mode == "immediately":
        return end(subscription | asked)
    return objects.change(subscription, **asked, **_scheduled(subscription))


def end(subscription: Json) -> Json:
    """End a subscription now."""
    ended = store.put(subscription | {"status": "canceled", "ended_at": clock.now()})
    events.record("customer.subscription.deleted", ended)
    return ended


def give_feedback(subscription: Json, *, feedback: str, comment: str) -> Json:
    """Add the survey's answer, in a later event of its own as Stripe does."""
    details = (subscription.get("cancellation_details") or NO_DETAILS) | {
        "feedback": feedback or None,
        "comment": comment or None,
    }
    return objects.change(subscription, cancellation_details=details)


def renew(subscription: Json) -> Json:
    """Take back a scheduled cancel."""
    return objects.change(
        subscription, cancel_at=None, cancel_at_period_end=False, canceled_at=None, cancellation_details=NO_DETAILS
    )


def _scheduled(subscription: Json) -> Json:
    if is_flexible(subscription):
        return {"cancel_at": catalog.only_item(subscription)["current_period_end"]}
    return {"cancel_at_period_end": True}
