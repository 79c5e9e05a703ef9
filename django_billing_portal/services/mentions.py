"""What a flow takes for granted: a version of the SDK, and things at Stripe that it names."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import gateway
from ..exceptions import FlowUnsupported
from ..flows import Coupon as CouponDiscount
from ..flows import Flow, Item, SubscriptionCancel, SubscriptionFlow, SubscriptionUpdateConfirm
from ..flows import PromotionCode as PromotionCodeDiscount
from ..wire.answers import Subscription
from ..wire.offers import Coupon, Price, PromotionCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..flows import Discount

Mention: TypeAlias = tuple[type[Any], str]
"""The kind of a thing, and its id."""


def mentions(flow: Flow | None) -> Iterator[Mention]:
    """Name every thing that a flow names by its id."""
    if subscription := subscription_in(flow):
        yield Subscription, subscription
    if (change := change_in(flow)) and change.price:
        yield Price, change.price
    for coupon in coupons_in(flow):
        yield Coupon, coupon
    for code in promotion_codes_in(flow):
        yield PromotionCode, code


def unsupported(flow: Flow | None) -> str:
    """Say which version of the SDK a flow needs; nothing where the installed one will do."""
    try:
        if flow:
            flow.check_supported(gateway.sdk_version())
    except FlowUnsupported as error:
        return error.detail
    return ""


def subscription_in(flow: Flow | None) -> str | None:
    """Return the subscription that a flow names."""
    return flow.subscription if isinstance(flow, SubscriptionFlow) else None


def change_in(flow: Flow | None) -> Item | None:
    """Return the one change that a flow makes."""
    return flow.items[0] if isinstance(flow, SubscriptionUpdateConfirm) else None


def coupons_in(flow: Flow | None) -> tuple[str, ...]:
    """Return the coupons that a flow applies, or offers to those who stay."""
    if isinstance(flow, SubscriptionCancel) and flow.retention_coupon:
        return (flow.retention_coupon,)
    return tuple(discount.id for discount in discounts_in(flow) if isinstance(discount, CouponDiscount))


def promotion_codes_in(flow: Flow | None) -> tuple[str, ...]:
    """Return the promotion codes that a flow applies."""
    return tuple(discount.id for discount in discounts_in(flow) if isinstance(discount, PromotionCodeDiscount))


def discounts_in(flow: Flow | None) -> "Sequence[Discount]":
    """Return what a flow takes off the price of a change."""
    return flow.discounts if isinstance(flow, SubscriptionUpdateConfirm) else ()
