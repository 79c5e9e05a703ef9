"""What a plan change consists of. https://docs.stripe.com/api/customer_portal/sessions/create"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .values import Value


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item(Value):
    """Say what a subscription's item becomes: another price, another quantity, or both."""

    id: str | None = None
    """``si_…``; None means the subscription's only item, found at Stripe when minting."""
    price: str | None = None
    """``price_…``, or an old plan's id; the portal's configuration must offer it."""
    lookup_key: str | None = None
    """In place of ``price``: its lookup key, at most 200 characters, found at Stripe when minting."""
    quantity: int | None = None
    """From 0; None keeps what there is."""

    def __post_init__(self) -> None:
        if self.id is not None:
            self._require_id("id", "si_")
        if self.price is not None:
            self._require_name("price", "a price id")
            self._require_shown(not self.price.startswith("prod_"), "price", "the id of a price, not of its product")
        if self.lookup_key is not None:
            self._require_name("lookup_key", "a lookup key", 200)
        if self.quantity is not None:
            self._require_shown(_is_count(self.quantity), "quantity", "a whole number from 0")
        self._require(self.price is None or self.lookup_key is None, "lookup_key", "left out where price is given")
        changes = (self.price, self.lookup_key, self.quantity) != (None, None, None)
        self._require(changes, "price", "given, or lookup_key or quantity, since an item has to change something")

    @property
    def is_complete(self) -> bool:
        """Tell whether Stripe need not be asked for anything before this item can be sent."""
        return self.id is not None and self.lookup_key is None

    def as_params(self) -> dict[str, Any]:
        """Return one of Stripe's ``items``; raise InvalidFlow while its id or price has yet to be found."""
        params = {"id": self._known("id", "find the subscription's item")}
        if self.lookup_key is not None:
            params["price"] = self._known("price", f"find the one whose lookup key is {self.lookup_key!r}")
        return params | self._stored()

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return self._stored()


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


@dataclass(frozen=True, slots=True, repr=False)
class Discount(Value):
    """Take something off a plan change; the base of both kinds, not built itself."""

    kind: ClassVar[str] = ""

    id: str
    """What Stripe calls it, at most 255 characters."""

    def __post_init__(self) -> None:
        self._require(self.kind, "kind", "Coupon or PromotionCode, each of which has its own class")
        self._require_name("id", f"a {self.kind}'s id")

    def as_params(self) -> dict[str, Any]:
        """Return one of Stripe's ``discounts``."""
        return {self.kind: self.id}

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return {self.kind: self.id}


class Coupon(Discount):
    """Apply a coupon by its id, free text such as ``STAY20``. https://docs.stripe.com/api/coupons"""

    __slots__ = ()
    kind: ClassVar[str] = "coupon"


class PromotionCode(Discount):
    """Apply a promotion code by its id, ``promo_…``; not by the code that customers type.

    https://docs.stripe.com/api/promotion_codes
    """

    __slots__ = ()
    kind: ClassVar[str] = "promotion_code"

    def __post_init__(self) -> None:
        self._require_id("id", "promo_")


DISCOUNTS: Mapping[str, type[Discount]] = {each.kind: each for each in (Coupon, PromotionCode)}
