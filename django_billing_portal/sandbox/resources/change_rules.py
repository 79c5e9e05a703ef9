"""When a change of plan cannot begin, in Stripe's words where they are known; unverified texts are marked."""

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.errors import WireError, no_such
from django_billing_portal.sandbox.portal.obstacles import CHANGEABLE, is_ending, is_invoiced, is_metered
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import path

from . import redemptions
from .subscription_rules import cannot, require_alive, require_feature


def check_update(configuration: Json, subscription: Json, wanted: Json, param: str) -> None:  # noqa: ARG001
    """Refuse where there is nothing to choose from."""
    _check_changeable(configuration, subscription)
    current = subscription["items"]["data"][0]["price"]["id"]
    if offered(configuration) <= {current} and not _may_change_quantity(configuration):
        raise WireError(
            "This subscription cannot be updated because there is no price in the portal configuration available to"
            " change to."
        )


def check_confirm(configuration: Json, subscription: Json, wanted: Json, param: str) -> None:
    """Refuse a change that is none, or that the configuration does not allow."""
    _check_changeable(configuration, subscription)
    (item,) = subscription["items"]["data"]
    if len(wanted["items"]) != 1:
        # Unverified text; that one item is the most is documented.
        raise WireError("You may only specify one item to update.", param=path(param, "items"))
    (change,) = wanted["items"]
    if change["id"] != item["id"]:
        raise no_such("subscription item", change["id"], f"{param}[items][0][id]")
    for position, discount in enumerate(wanted.get("discounts", [])):
        redemptions.require(discount, subscription["customer"], path(path(param, "discounts"), position))
    _check_change(configuration, item, change, wanted, param)


def offered(configuration: Json) -> set[str]:
    """Return the prices that a configuration lets customers switch to."""
    products = configuration["features"]["subscription_update"]["products"]
    return {price for product in products for price in product["prices"]}


def _check_change(configuration: Json, item: Json, change: Json, wanted: Json, param: str) -> None:
    price = item["price"]["id"]
    if change.get("price", price) != price:
        price = _target(configuration, item, change["price"], f"{param}[items][0][price]")
    same = price == item["price"]["id"] and change.get("quantity", item["quantity"]) == item["quantity"]
    if same and not wanted.get("discounts"):
        raise WireError("Cannot update the subscription because there are no changes to confirm.")


def _target(configuration: Json, item: Json, id: str, param: str) -> str:
    price: str = store.require("price", id, param)["id"]
    if price not in offered(configuration):
        raise WireError(
            f"The item `{item['id']}` cannot be updated to price `{price}` because the configuration"
            f" `{configuration['id']}` does not include the price in its `features[subscription_update][products]`."
        )
    if not store.require("price", id, param)["active"]:
        raise WireError(
            f"The price specified is inactive. This field only accepts active prices. ({price})", param=param
        )
    return price


def _check_changeable(configuration: Json, subscription: Json) -> None:
    require_feature(configuration, "update", "updated")
    require_alive(subscription, "updated")
    if len(subscription["items"]["data"]) > 1:
        raise WireError(
            f"This PortalSession cannot update subscription `{subscription['id']}` because it has multiple items."
        )
    # Unverified texts. In practice Stripe is softer: a schedule without future phases does not block.
    reasons = {
        f"its status is {subscription['status']}": subscription["status"] not in CHANGEABLE,
        "it is set to be canceled": is_ending(subscription),
        "it has a usage-based price": is_metered(subscription),
        "its collection method is send_invoice": is_invoiced(subscription),
        "it is managed by a subscription schedule": bool(subscription["schedule"]),
    }
    for reason, applies in reasons.items():
        if applies:
            raise cannot(subscription, "updated", reason)


def _may_change_quantity(configuration: Json) -> bool:
    return "quantity" in configuration["features"]["subscription_update"]["default_allowed_updates"]
