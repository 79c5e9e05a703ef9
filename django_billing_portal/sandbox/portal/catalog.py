"""Whatever an object names, by id or in full: prices, products, coupons, items."""

from typing import Any

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.store import Json

TIMES = "\N{MULTIPLICATION SIGN}"


def found(value: Any) -> Json:
    """Return the object itself where a field holds either an id or the object; empty if there is none."""
    if isinstance(value, dict):
        return value
    return (value and store.get(value)) or {}


def only_item(subscription: Json) -> Json:
    """Return a subscription's first item."""
    first: Json = subscription["items"]["data"][0]
    return first


def price_of(item: Json) -> Json:
    """Return an item's price."""
    return found(item["price"])


def product_name(price: Json) -> str:
    """Return the name of what a price is for."""
    return str(found(price.get("product")).get("name") or price.get("nickname") or price["id"])


def coupons_of(subscription: Json) -> list[Json]:
    """Return the coupons that reduce a subscription."""
    discounts = [found(each) for each in subscription.get("discounts") or ()]
    return [found(discount["source"]["coupon"]) for discount in discounts if discount]


def counted(name: str, quantity: int) -> str:
    """Write how many of what; one alone is not counted."""
    return f"{quantity} {TIMES} {name}" if quantity > 1 else name


def subscription_name(subscription: Json) -> str:
    """Name what is subscribed to, and how many of it."""
    items = subscription["items"]["data"]
    return " + ".join(counted(product_name(price_of(item)), item.get("quantity") or 1) for item in items)
