"""Fill in what a flow leaves open: the customer's only live subscription, its only item, a price by lookup key."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .. import gateway
from ..exceptions import FlowUnavailable, UnknownSubscription
from ..flows import Flow, Item, SubscriptionUpdateConfirm
from .stories import Ask, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..refs import CustomerRef
    from ..wire.answers import Subscription
    from ..wire.deadline import Deadline

LIVE = frozenset({"active", "trialing", "past_due", "unpaid", "paused"})


def completing_flow(
    flow: Flow, *, customer: "CustomerRef", deadline: "Deadline", subscription: str | None = None
) -> Story[Flow]:
    """Return a flow that Stripe can be sent; raises FlowUnavailable where there is none, or several, to mean.

    A chosen ``subscription`` must be a live one of the customer's; raises UnknownSubscription for any other.
    """
    flow.check_supported(gateway.sdk_version())
    if flow.needs_subscription:
        found = yield Ask(gateway, "list_subscriptions", customer=customer, deadline=deadline)
        flow = _of(flow, the_live(found, subscription) if subscription else only_live(found))
    if isinstance(flow, SubscriptionUpdateConfirm):
        return (yield from _completing_item(flow, customer, deadline))
    return flow


def only_live(subscriptions: "Sequence[Subscription]") -> "Subscription":
    """Return the one subscription that can be meant; raises FlowUnavailable for none and for several."""
    live = [one for one in subscriptions if one.status in LIVE]
    if len(live) == 1:
        return live[0]
    raise FlowUnavailable(f"The flow names no subscription, and the customer has {len(live) or 'no'} live ones.")


def the_live(subscriptions: "Sequence[Subscription]", id: str) -> "Subscription":
    """Return the live subscription of this id; raises UnknownSubscription where the customer has none such."""
    for one in subscriptions:
        if one.id == id and one.status in LIVE:
            return one
    raise UnknownSubscription(f"The customer has no live subscription {id}.")


def _completing_item(
    flow: SubscriptionUpdateConfirm, customer: "CustomerRef", deadline: "Deadline"
) -> Story[SubscriptionUpdateConfirm]:
    words = {"account": customer.account, "deadline": deadline}
    if flow.items[0].id is None:
        flow = _only_item(flow, (yield Ask(gateway, "get_subscription", id=flow.subscription, **words)))
    if key := flow.items[0].lookup_key:
        price = yield Ask(gateway, "find_price", lookup_key=key, **words)
        flow = _with(flow, replace(flow.items[0], price=price, lookup_key=None))
    return flow


def _of(flow: Flow, subscription: "Subscription") -> Flow:
    flow = flow.with_subscription(subscription.id)
    return _only_item(flow, subscription) if isinstance(flow, SubscriptionUpdateConfirm) else flow


def _only_item(flow: SubscriptionUpdateConfirm, subscription: "Subscription") -> SubscriptionUpdateConfirm:
    if flow.items[0].id is not None:
        return flow
    if len(subscription.items) == 1:
        return _with(flow, replace(flow.items[0], id=subscription.items[0].id))
    raise FlowUnavailable("The flow names no item, and the subscription has none or several.")


def _with(flow: SubscriptionUpdateConfirm, item: Item) -> SubscriptionUpdateConfirm:
    return replace(flow, items=(item,))
