"""Why Stripe would refuse a flow: pure rules over what was read beforehand, each named like its code."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ..mentions import unsupported
from . import basics, changes, discounts, subscriptions
from .cases import Case
from .kinds import KINDS, Kind, Obstacle, obstacle

if TYPE_CHECKING:
    from ...flows import Flow
    from ..snapshots import Snapshot

__all__ = [
    "FIRST",
    "KINDS",
    "RULES",
    "Case",
    "Kind",
    "Obstacle",
    "Rule",
    "find_fundamental",
    "find_obstacles",
    "find_unsupported",
    "obstacle",
]

Rule: TypeAlias = Callable[[Case], str]
"""Say what mends one obstacle, or nothing where it does not stand."""

FIRST: tuple[Rule, ...] = (basics.flow_unsupported, basics.stale_customer, basics.not_configured)
"""Where one of these stands, the others are not worth asking."""
CHOICE: tuple[Rule, ...] = (
    subscriptions.no_subscription,
    subscriptions.several_subscriptions,
    subscriptions.unknown_subscription,
    subscriptions.subscription_ended,
)
CHANGE: tuple[Rule, ...] = (
    subscriptions.not_in_this_state,
    subscriptions.already_cancelling,
    subscriptions.several_items,
    subscriptions.metered,
    subscriptions.paid_by_invoice,
    subscriptions.scheduled,
)
COUPON: tuple[Rule, ...] = (discounts.unknown_coupon, discounts.coupon_spent)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "": (),
    "customer_update": (basics.feature_off,),
    "payment_method_update": (basics.feature_off,),
    "subscription_cancel": (basics.feature_off, *CHOICE, subscriptions.already_cancelling, *COUPON),
    "subscription_pause": (
        basics.feature_off,
        *CHOICE,
        subscriptions.already_paused,
        subscriptions.not_in_this_state,
        subscriptions.already_cancelling,
        subscriptions.pause_not_possible,
        subscriptions.paid_by_invoice,
        subscriptions.scheduled,
    ),
    "subscription_update": (basics.feature_off, *CHOICE, *CHANGE, changes.nothing_to_switch_to),
    "subscription_update_confirm": (
        basics.feature_off,
        *CHOICE,
        *CHANGE,
        changes.unknown_item,
        changes.unknown_price,
        changes.price_not_offered,
        changes.no_change,
        *COUPON,
        discounts.unknown_promotion_code,
        discounts.promotion_code_spent,
    ),
}
"""The rules of each flow type, the most fundamental first; the portal's home page needs no more than FIRST."""


def find_obstacles(snapshot: "Snapshot", flow: "Flow | None") -> list[Obstacle]:
    """Return all that stands in the way of a flow, the most fundamental first."""
    case = Case(snapshot=snapshot, flow=flow)
    return find_fundamental(snapshot, flow) or _stand(RULES[case.type], case)


def find_fundamental(snapshot: "Snapshot", flow: "Flow | None") -> list[Obstacle]:
    """Return what stands in the way of everything."""
    return _stand(FIRST, Case(snapshot=snapshot, flow=flow))[:1]


def find_unsupported(flow: "Flow | None") -> list[Obstacle]:
    """Return what stands in the way as far as it is known without asking Stripe."""
    fix = unsupported(flow)
    return [obstacle(basics.flow_unsupported.__name__, fix)] if fix else []


def _stand(rules: tuple[Rule, ...], case: Case) -> list[Obstacle]:
    fixes = ((rule.__name__, rule(case)) for rule in rules)
    return [obstacle(code, fix) for code, fix in fixes if fix]
