"""What staff may choose from: subscriptions, prices, coupons and promotion codes, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...flows import Coupon as CouponDiscount
from ...flows import PromotionCode as PromotionCodeDiscount
from ..completion import LIVE
from .money import price_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...refs import CustomerRef
    from ...wire.answers import Subscription
    from ...wire.offers import Configuration, Coupon, Offered, Price, PromotionCode


class Choice(NamedTuple):
    """Name one thing that can be chosen."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Hold what there is to choose from; None is what nobody could list, and has to be typed."""

    subscriptions: tuple[Choice, ...] | None = None
    prices: tuple[Choice, ...] | None = None
    coupons: tuple[Choice, ...] | None = None
    discounts: tuple[Choice, ...] | None = None
    """Coupons and promotion codes; the ids start with ``coupon:`` and ``promotion_code:``."""


def subscriptions_in_words(found: "Iterable[Subscription]", prices: "Mapping[str, Price]") -> tuple[Choice, ...]:
    """Say of each live subscription what it is for."""
    return tuple(Choice(one.id, _subscription(one, prices)) for one in found if one.status in LIVE)


def prices_in_words(configuration: "Configuration | None", prices: "Mapping[str, Price]") -> tuple[Choice, ...] | None:
    """Say what each price costs that the configuration lets customers change to."""
    if configuration is None or configuration.prices is None:
        return None
    known = [price for id, price in prices.items() if id in configuration.prices]
    # More prices than one answer of Stripe's holds: the others go by their ids.
    unknown = sorted(configuration.prices - {*prices})
    return (*(Choice(price.id, _price(price)) for price in known), *(Choice(id, id) for id in unknown))


def coupons_in_words(offered: "Offered[Coupon] | None") -> tuple[Choice, ...] | None:
    """Name the coupons that can still be redeemed."""
    if offered is None or offered.has_more:
        return None
    return tuple(Choice(one.id, _both(one.name, one.id)) for one in offered.things if one.is_valid)


def discounts_in_words(
    coupons: tuple[Choice, ...] | None, codes: "Offered[PromotionCode] | None", customer: "CustomerRef | None"
) -> tuple[Choice, ...] | None:
    """Name the coupons, and the promotion codes that this customer may redeem; without one, those of everybody."""
    if coupons is None or codes is None or codes.has_more:
        return None
    own = {customer.id} if customer else set()
    usable = [code for code in codes.things if code.is_valid and (not code.only_for or own & code.only_for)]
    return (
        *(Choice(f"{CouponDiscount.kind}:{one.id}", one.label) for one in coupons),
        *(Choice(f"{PromotionCodeDiscount.kind}:{code.id}", _both(code.code, code.id)) for code in usable),
    )


def _subscription(found: "Subscription", prices: "Mapping[str, Price]") -> str:
    items = [_item(item.price, item.quantity, prices) for item in found.items]
    return f"{' + '.join(items)} · {found.status} · {found.id}"


def _item(price: str, quantity: int | None, prices: "Mapping[str, Price]") -> str:
    shown = _price(prices[price]) if price in prices else price
    return f"{quantity} x {shown}" if quantity and quantity > 1 else shown


def _price(price: "Price") -> str:
    return _both(price.product or price.lookup_key or price.id, price_text(price))


def _both(first: str, second: str) -> str:
    return f"{first} · {second}" if first else second
