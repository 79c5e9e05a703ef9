"""What stands in the way of a flow: once a look was taken, where nobody looked, and for whoever is no customer yet."""

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..exceptions import Fault, UnknownSubscription
from ..flows import Flow, SubscriptionFlow
from .completion import LIVE
from .obstacles import Obstacle, find_fundamental, find_obstacles, find_unsupported, obstacle
from .orders import SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .snapshots import Snapshot


def find_for_choice(snapshot: "Snapshot", chosen: str | None, flow: Flow | None) -> "Sequence[Obstacle]":
    """Find the obstacles, where a flow that names no subscription is about the chosen one."""
    if chosen is None or not (flow and flow.needs_subscription):
        return find_obstacles(snapshot, flow)
    # As when minting: what is not among the customer's own live ones, Stripe is not asked about.
    if any(one.id == chosen and one.status in LIVE for one in snapshot.subscriptions):
        return find_obstacles(snapshot, flow.with_subscription(chosen))
    return find_fundamental(snapshot, flow) or [_unknown()]


def unseen(chosen: str | None) -> "Callable[[Flow | None], Sequence[Obstacle]]":
    """Return what finds obstacles as far as they are known without asking Stripe."""
    return partial(_find_unseen, chosen)


def _find_unseen(chosen: str | None, flow: Flow | None) -> "Sequence[Obstacle]":
    is_odd = chosen is not None and not re.fullmatch(SUBSCRIPTION, str(chosen))
    unknown = [_unknown()] if is_odd and flow and flow.needs_subscription else []
    return find_unsupported(flow) or unknown


def find_for_newcomer(flow: Flow | None) -> "Sequence[Obstacle]":
    """Find the obstacles of whoever only becomes a customer by the click."""
    if isinstance(flow, SubscriptionFlow) and not find_unsupported(flow):
        return [obstacle("no_subscription", "The customer is only created by the click: offer them something to buy.")]
    return find_unsupported(flow)


def _unknown() -> Obstacle:
    # Chosen by whoever asks, not stored by the project: nobody has to be woken for it.
    found = obstacle(UnknownSubscription.code, "What was chosen is no live subscription of the customer's.")
    return replace(found, fault=Fault.CUSTOMER)
