"""The six flow types. https://docs.stripe.com/customer-management/portal-deep-links"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

from .base import Flow, Since
from .items import DISCOUNTS, Discount, Item

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# A class that adds no field stays undecorated: it is a dataclass by its base, and decorating costs time at import.
class CustomerUpdate(Flow):
    """Change the billing details: name, address, e-mail, tax ids."""

    __slots__ = ()
    type: ClassVar[str] = "customer_update"
    default_label: ClassVar["StrOrPromise"] = _("Update billing details")
    since: ClassVar[Since] = Since((15, 6, 0), "2026-08-26.dahlia")


class PaymentMethodUpdate(Flow):
    """Change the default payment method."""

    __slots__ = ()
    type: ClassVar[str] = "payment_method_update"
    default_label: ClassVar["StrOrPromise"] = _("Update payment method")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SubscriptionFlow(Flow):
    """Do something to one subscription; the base of four types, not built itself."""

    subscription: str | None = None
    """``sub_…``; None means the customer's only live one, found at Stripe when minting."""

    def __post_init__(self) -> None:
        # A class with slots is built twice, and super() without arguments would name the first.
        Flow.__post_init__(self)
        if self.subscription is not None:
            self._require_id("subscription", "sub_")

    @property
    def needs_subscription(self) -> bool:
        """Tell whether the customer's only live subscription has to be found before minting."""
        return self.subscription is None

    def with_subscription(self, subscription: str) -> Self:
        """Return the same flow for this subscription."""
        return replace(self, subscription=subscription)

    def _own_params(self) -> dict[str, Any]:
        return {"subscription": self._known("subscription", "find the customer's live one, or name it")}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SubscriptionCancel(SubscriptionFlow):
    """Cancel a subscription. https://docs.stripe.com/customer-management/cancellation-page"""

    type: ClassVar[str] = "subscription_cancel"
    default_label: ClassVar["StrOrPromise"] = _("Cancel subscription")

    retention_coupon: str | None = None
    """The id of a coupon to offer to those who stay, at most 255 characters."""

    def __post_init__(self) -> None:
        SubscriptionFlow.__post_init__(self)
        if self.retention_coupon is not None:
            self._require_name("retention_coupon", "a coupon's id")

    def _own_params(self) -> dict[str, Any]:
        params = SubscriptionFlow._own_params(self)
        if self.retention_coupon is not None:
            params["retention"] = {"type": "coupon_offer", "coupon_offer": {"coupon": self.retention_coupon}}
        return params


class SubscriptionPause(SubscriptionFlow):
    """Pause a subscription. https://docs.stripe.com/changelog/endive/2026-09-30/pause-subscription"""

    __slots__ = ()
    type: ClassVar[str] = "subscription_pause"
    default_label: ClassVar["StrOrPromise"] = _("Pause subscription")
    since: ClassVar[Since] = Since((16, 1, 0), "2026-10-28.endive")


class SubscriptionUpdate(SubscriptionFlow):
    """Choose another plan or quantity from what the portal's configuration offers."""

    __slots__ = ()
    type: ClassVar[str] = "subscription_update"
    default_label: ClassVar["StrOrPromise"] = _("Change plan")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SubscriptionUpdateConfirm(SubscriptionFlow):
    """Confirm one change that you chose; not for subscriptions with several items."""

    type: ClassVar[str] = "subscription_update_confirm"
    default_label: ClassVar["StrOrPromise"] = _("Confirm plan change")

    items: Sequence[Item]
    """Exactly one ``Item``: Stripe changes no subscription with several."""
    discounts: Sequence[Discount] = ()
    """``Coupon`` and ``PromotionCode`` values to apply with the change, none of them twice."""

    def __post_init__(self) -> None:
        SubscriptionFlow.__post_init__(self)
        self._require_tuple("items", Item, "a list of one Item")
        self._require_shown(len(self.items) == 1, "items", "a list of one Item")
        self._require_tuple("discounts", tuple(DISCOUNTS.values()), "a list of Coupon and PromotionCode values")
        self._require_shown(len({*self.discounts}) == len(self.discounts), "discounts", "without repetition")

    @property
    def is_complete(self) -> bool:
        """Tell whether Stripe need not be asked for anything before this flow can be sent."""
        return not self.needs_subscription and self.items[0].is_complete

    def _own_params(self) -> dict[str, Any]:
        params = {**SubscriptionFlow._own_params(self), "items": [item.as_params() for item in self.items]}
        if self.discounts:
            params["discounts"] = [discount.as_params() for discount in self.discounts]
        return params
