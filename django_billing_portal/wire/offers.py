"""What the operator offers, as the gateway hands it out: configurations, prices, coupons, promotion codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from .fields import entries, identify, name, text, texts, within

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Generic[Thing]):
    """Hold what the operator offers of a kind."""

    things: tuple[Thing, ...]
    has_more: bool = False
    """Whether Stripe has more of them than one answer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Hold what customers may do in the portal.

    https://docs.stripe.com/api/customer_portal/configurations/object
    """

    id: str
    is_active: bool
    features: frozenset[str]
    """The features that are switched on, ``subscription_cancel`` for example."""
    customer_updates: frozenset[str] = frozenset()
    """Which details customers may change."""
    subscription_updates: frozenset[str] = frozenset()
    """What customers may change of a subscription: ``price``, ``quantity``, ``promotion_code``."""
    prices: frozenset[str] | None = None
    """The prices that customers may change to; None where Stripe did not show them."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's configuration object."""
        features = within(answer, "features")
        update = within(features, "subscription_update")
        return cls(
            id=name(answer, "id"),
            is_active=answer.get("active") is not False,
            features=frozenset(each for each in features if within(features, each).get("enabled")),
            customer_updates=texts(within(features, "customer_update"), "allowed_updates"),
            subscription_updates=texts(update, "default_allowed_updates"),
            prices=_prices(update.get("products")),
        )


def _prices(products: Any) -> frozenset[str] | None:
    if products is None:
        return None
    return frozenset(price for product in entries({"data": products}) for price in texts(product, "prices"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Hold a price. https://docs.stripe.com/api/prices/object"""

    id: str
    is_active: bool
    lookup_key: str = ""
    product: str = ""
    """What the product is called, where Stripe was asked to show it."""
    amount: int | None = None
    """In the currency's smallest unit; None where it depends on the usage."""
    currency: str = ""
    interval: str = ""
    """``day``, ``week``, ``month`` or ``year``; empty for what is paid once."""
    interval_count: int = 1

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's price object, whether its product is expanded or not."""
        product, recurring = answer.get("product"), within(answer, "recurring")
        return cls(
            id=text(answer, "id"),
            is_active=answer.get("active") is not False,
            lookup_key=answer.get("lookup_key") or "",
            product=str(product.get("name") or "") if isinstance(product, Mapping) else "",
            amount=answer.get("unit_amount"),
            currency=answer.get("currency") or "",
            interval=recurring.get("interval") or "",
            interval_count=recurring.get("interval_count") or 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """Hold a coupon. https://docs.stripe.com/api/coupons/object"""

    id: str
    is_valid: bool
    """Whether it may still be redeemed: neither expired nor used up."""
    name: str = ""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's coupon object."""
        return cls(id=text(answer, "id"), is_valid=answer.get("valid") is not False, name=answer.get("name") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCode:
    """Hold a promotion code. https://docs.stripe.com/api/promotion_codes/object"""

    id: str
    is_valid: bool
    """Whether it may still be redeemed: neither switched off, expired nor used up, and its coupon neither."""
    only_for: frozenset[str] = frozenset()
    """The ids of the only customer who may redeem it, their account's too; empty for everybody."""
    code: str = ""
    """What customers type."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's promotion code object."""
        return cls(
            id=text(answer, "id"),
            is_valid=answer.get("active") is not False,
            only_for=frozenset({*map(identify, map(answer.get, ("customer", "customer_account")))}) - {""},
            code=answer.get("code") or "",
        )
