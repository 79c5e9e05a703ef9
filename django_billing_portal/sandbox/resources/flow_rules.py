"""When a flow cannot begin, in Stripe's words where they are known.

The texts marked as unverified were never seen from Stripe; they are written in the manner of those that were.
"""

from collections.abc import Callable

from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.portal.obstacles import is_ending, is_flexible, is_invoiced
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import path

from . import redemptions
from .change_rules import check_confirm, check_update
from .subscription_rules import cannot, require_alive, require_feature


def check_payment_method(configuration: Json) -> None:
    """Refuse where cards cannot be changed."""
    if not configuration["features"]["payment_method_update"]["enabled"]:
        # Unverified text.
        raise WireError(
            "This payment method cannot be updated because the payment method update feature in the portal"
            " configuration is disabled."
        )


def check_customer(configuration: Json) -> None:
    """Refuse where no detail can be changed."""
    feature = configuration["features"]["customer_update"]
    if not (feature["enabled"] and feature["allowed_updates"]):
        # Unverified text.
        raise WireError(
            "This customer cannot be updated because the customer update feature in the portal configuration is"
            " disabled."
        )


def check_cancel(configuration: Json, subscription: Json, wanted: Json, param: str) -> None:
    """Refuse to cancel what is cancelled, and to offer a coupon that nobody can redeem."""
    require_feature(configuration, "cancel", "canceled")
    require_alive(subscription, "canceled")
    if is_ending(subscription):
        raise WireError(f"The subscription {subscription['id']} is already set to be canceled at period end.")
    if retention := wanted.get("retention"):
        inside = path(param, "retention")
        redemptions.require_coupon(retention["coupon_offer"]["coupon"], f"{inside}[coupon_offer][coupon]")


def check_pause(configuration: Json, subscription: Json, wanted: Json, param: str) -> None:  # noqa: ARG001
    """Refuse to pause what Stripe documents as not pausable."""
    require_feature(configuration, "pause", "paused")
    require_alive(subscription, "paused")
    reasons = {
        "it is already paused": subscription["status"] == "paused",
        f"its status is {subscription['status']}": subscription["status"] != "active",
        "it is set to be canceled": is_ending(subscription),
        "it does not use flexible billing mode": not is_flexible(subscription),
        "its collection method is send_invoice": is_invoiced(subscription),
        "it is managed by a subscription schedule": bool(subscription["schedule"]),
    }
    for reason, applies in reasons.items():
        if applies:
            # Unverified texts.
            raise cannot(subscription, "paused", reason)


BY_TYPE: dict[str, Callable[..., None]] = {
    "customer_update": check_customer,
    "payment_method_update": check_payment_method,
    "subscription_cancel": check_cancel,
    "subscription_pause": check_pause,
    "subscription_update": check_update,
    "subscription_update_confirm": check_confirm,
}
