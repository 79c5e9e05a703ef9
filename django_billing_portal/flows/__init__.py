"""The tasks that the portal can open with, as values: declare them in settings, send them to Stripe much later.

https://docs.stripe.com/customer-management/portal-deep-links
"""

from .base import Flow, Since
from .ends import LONGEST_MESSAGE, LONGEST_URL, AfterCompletion, HostedConfirmation, PortalHomepage, Redirect
from .items import Coupon, Discount, Item, PromotionCode
from .stored import BUILT_IN, from_json
from .types import (
    CustomerUpdate,
    PaymentMethodUpdate,
    SubscriptionCancel,
    SubscriptionFlow,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)

__all__ = [
    "BUILT_IN",
    "LONGEST_MESSAGE",
    "LONGEST_URL",
    "AfterCompletion",
    "Coupon",
    "CustomerUpdate",
    "Discount",
    "Flow",
    "HostedConfirmation",
    "Item",
    "PaymentMethodUpdate",
    "PortalHomepage",
    "PromotionCode",
    "Redirect",
    "Since",
    "SubscriptionCancel",
    "SubscriptionFlow",
    "SubscriptionPause",
    "SubscriptionUpdate",
    "SubscriptionUpdateConfirm",
    "from_json",
]
