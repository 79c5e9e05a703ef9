"""Why something cannot be done to a subscription: a sentence for the customer, or nothing."""

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.store import Json

from . import catalog, offers
from .visits import ENDED, Visit

CHANGEABLE = frozenset({"active", "trialing", "past_due"})


def is_ending(subscription: Json) -> bool:
    """Tell whether a cancel is scheduled, in either billing mode."""
    return subscription.get("cancel_at") is not None or bool(subscription.get("cancel_at_period_end"))


def is_flexible(subscription: Json) -> bool:
    """Tell whether the subscription uses flexible billing mode, Stripe's default for new ones."""
    return bool((subscription.get("billing_mode") or {}).get("type", "classic") == "flexible")


def is_invoiced(subscription: Json) -> bool:
    """Tell whether the customer pays by invoice instead of being charged."""
    return bool(subscription.get("collection_method") == "send_invoice")


def is_metered(subscription: Json) -> bool:
    """Tell whether the customer pays for anything by usage."""
    prices = map(catalog.price_of, subscription["items"]["data"])
    return any((price.get("recurring") or {}).get("usage_type") == "metered" for price in prices)


def to_update(subscription: Json, visit: Visit) -> str:
    """Say why the plan cannot be changed."""
    obstacles = {
        _ended(): subscription["status"] in ENDED,
        _("This subscription cannot be changed in its current state."): subscription["status"] not in CHANGEABLE,
        _("This subscription is already set to be cancelled."): is_ending(subscription),
        _("A subscription with several items cannot be changed here."): len(subscription["items"]["data"]) > 1,
        _("A subscription that is paid by usage cannot be changed here."): is_metered(subscription),
        _("A subscription that is paid by invoice cannot be changed here."): is_invoiced(subscription),
        _("A change of this subscription is already scheduled."): bool(subscription.get("schedule")),
        _("There is nothing to change to."): not offers.alternatives(visit, subscription),
    }
    return _first(obstacles)


def to_cancel(subscription: Json) -> str:
    """Say why the subscription cannot be cancelled."""
    return _first(
        {
            _ended(): subscription["status"] in ENDED,
            _("This subscription is already set to be cancelled."): is_ending(subscription),
        }
    )


def to_renew(subscription: Json) -> str:
    """Say why a cancel cannot be taken back."""
    return _first(
        {
            _ended(): subscription["status"] in ENDED,
            _("This subscription is not set to be cancelled."): not is_ending(subscription),
        }
    )


def to_pause(subscription: Json) -> str:
    """Say why the subscription cannot be paused. https://docs.stripe.com/billing/subscriptions/pause"""
    return _first(
        {
            _ended(): subscription["status"] in ENDED,
            _("This subscription is already paused."): subscription["status"] == "paused",
            _("This subscription cannot be paused in its current state."): subscription["status"] != "active",
            _("This subscription is already set to be cancelled."): is_ending(subscription),
            _("This subscription cannot be paused."): not is_flexible(subscription),
            _("A subscription that is paid by invoice cannot be paused here."): is_invoiced(subscription),
            _("A change of this subscription is already scheduled."): bool(subscription.get("schedule")),
        }
    )


def to_resume(subscription: Json) -> str:
    """Say why the subscription cannot be resumed."""
    return "" if subscription["status"] == "paused" else _("This subscription is not paused.")


def _ended() -> str:
    return _("This subscription has ended.")


def _first(obstacles: dict[str, bool]) -> str:
    return next((sentence for sentence, applies in obstacles.items() if applies), "")
