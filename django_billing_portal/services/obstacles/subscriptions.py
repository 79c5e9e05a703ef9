"""Rules about the subscription that a flow needs: which one it is, and what its state allows."""

from collections.abc import Mapping

from ..mentions import subscription_in
from .cases import Case

STATES: Mapping[str, frozenset[str]] = {
    "subscription_pause": frozenset({"active"}),
    "subscription_update": frozenset({"active", "trialing", "past_due"}),
    "subscription_update_confirm": frozenset({"active", "trialing", "past_due"}),
}
"""The statuses in which a flow can begin; the others have a rule of their own, or begin in any."""
DASHBOARD_CAN = "Change it in the Dashboard, or by the API."


def no_subscription(case: Case) -> str:
    """Find that the customer has nothing that the flow could be about."""
    if case.flow and case.flow.needs_subscription and not case.candidates:
        return f"{case.snapshot.ref.id} has no live subscription: offer them one, for the portal cannot start any."
    return ""


def several_subscriptions(case: Case) -> str:
    """Find that it is not clear which subscription is meant."""
    if len(case.candidates) > 1:
        ids = ", ".join(one.id for one in case.candidates)
        return f"Name one of {ids}: in the flow, or as subscription= when minting."
    return ""


def unknown_subscription(case: Case) -> str:
    """Find a named subscription that does not exist, or is another customer's."""
    id = subscription_in(case.flow)
    if id and not case.named:
        return f"{case.snapshot.ref.id} has no {id}: correct the flow, or the customer that the resolver answers."
    return ""


def subscription_ended(case: Case) -> str:
    """Find a named subscription that is over."""
    if case.named and not case.named.is_live:
        return f"{case.named.id} is {case.named.status}: no flow brings it back. Offer a new subscription."
    return ""


def not_in_this_state(case: Case) -> str:
    """Find a status in which the flow cannot begin."""
    found = case.subscription
    # Paused subscriptions have a rule that says more.
    if not found or (case.type, found.status) == ("subscription_pause", "paused"):
        return ""
    if found.status in STATES[case.type]:
        return ""
    return f"{found.id} is {found.status}: this needs one that is {' or '.join(sorted(STATES[case.type]))}."


def already_cancelling(case: Case) -> str:
    """Find a subscription that is set to be cancelled, in either billing mode."""
    if case.subscription and case.subscription.is_ending:
        return f"{case.subscription.id} is set to be cancelled: its customer can take that back in the portal."
    return ""


def already_paused(case: Case) -> str:
    """Find a subscription that is paused."""
    if case.subscription and case.subscription.status == "paused":
        return f"{case.subscription.id} is paused: its customer can resume it in the portal."
    return ""


def pause_not_possible(case: Case) -> str:
    """Find a subscription whose billing mode cannot pause."""
    if case.subscription and not case.subscription.is_flexible:
        return f"{case.subscription.id} is billed in classic mode: migrate it to flexible billing mode."
    return ""


def several_items(case: Case) -> str:
    """Find a subscription with more than the one item that the portal can change."""
    if case.subscription and len(case.subscription.items) > 1:
        return f"{case.subscription.id} has {len(case.subscription.items)} items. {DASHBOARD_CAN}"
    return ""


def metered(case: Case) -> str:
    """Find a subscription that is paid by usage."""
    if case.subscription and any(item.is_metered for item in case.subscription.items):
        return f"{case.subscription.id} has a usage-based price. {DASHBOARD_CAN}"
    return ""


def paid_by_invoice(case: Case) -> str:
    """Find a subscription whose customer is sent invoices."""
    if case.subscription and case.subscription.collection_method == "send_invoice":
        return f"{case.subscription.id} is collected by send_invoice: charge automatically, or change it yourself."
    return ""


def scheduled(case: Case) -> str:
    """Find a subscription that a schedule is attached to."""
    if case.subscription and case.subscription.schedule:
        return f"{case.subscription.id} is managed by {case.subscription.schedule}: release the schedule first."
    return ""
