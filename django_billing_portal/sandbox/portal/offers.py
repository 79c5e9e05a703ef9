"""What the configuration offers to switch to."""

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.store import Json

from . import catalog
from .visits import Visit


def prices(visit: Visit, subscription: Json) -> list[Json]:
    """Return the current price, then what else the configuration lists in its currency."""
    current = catalog.price_of(catalog.only_item(subscription))
    offered = {current["id"]: current}
    if "price" in visit.feature("subscription_update")["default_allowed_updates"]:
        listed = [store.get(id) for product in _products(visit) for id in product["prices"]]
        offered |= {each["id"]: each for each in listed if each and _fits(each, current)}
    return [*offered.values()]


def quantity_bounds(visit: Visit, price: Json) -> tuple[int, int | None] | None:
    """Return the least and the greatest quantity of a price, or None where it cannot be changed."""
    if "quantity" not in visit.feature("subscription_update")["default_allowed_updates"]:
        return None
    rules = [each["adjustable_quantity"] for each in _products(visit) if price["id"] in each["prices"]]
    return (rules[0]["minimum"], rules[0]["maximum"]) if rules and rules[0]["enabled"] else None


def alternatives(visit: Visit, subscription: Json) -> bool:
    """Tell whether there is anything to choose: another price, another quantity, a promotion code."""
    found = prices(visit, subscription)
    allowed = visit.feature("subscription_update")["default_allowed_updates"]
    return len(found) > 1 or "promotion_code" in allowed or any(quantity_bounds(visit, each) for each in found)


def _fits(price: Json, current: Json) -> bool:
    return bool(price["active"]) and price["currency"] == current["currency"]


def _products(visit: Visit) -> list[Json]:
    products: list[Json] = visit.feature("subscription_update")["products"]
    return products
