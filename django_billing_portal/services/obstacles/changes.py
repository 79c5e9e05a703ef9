"""Rules about what a subscription is to become."""

from ..mentions import discounts_in
from .cases import Case


def nothing_to_switch_to(case: Case) -> str:
    """Find that the configuration offers neither another price nor another quantity."""
    found = case.snapshot.configuration
    # Stripe hides the prices from those who do not ask for them: that it says nothing is no proof.
    if not (found and case.item and found.prices is not None):
        return ""
    if found.prices <= {case.item.price} and "quantity" not in found.subscription_updates:
        return f"Add a price other than {case.item.price} to the configuration {found.id}."
    return ""


def unknown_item(case: Case) -> str:
    """Find a named item that is none of the subscription's."""
    id = case.change and case.change.id
    if id and case.subscription and id not in {item.id for item in case.subscription.items}:
        return f"{case.subscription.id} has no item {id}: name the present one, or none."
    return ""


def unknown_price(case: Case) -> str:
    """Find a new price that does not exist, or is archived."""
    if not (case.change and _names_other_price(case)):
        return ""
    if key := case.change.lookup_key:
        return "" if case.price else f"No active price has the lookup key {key!r}: give it to one."
    if case.price is None:
        return f"Stripe knows no price {case.change.price}: correct the flow."
    return "" if case.price.is_active else f"The price {case.price.id} is archived: activate or replace it."


def price_not_offered(case: Case) -> str:
    """Find a new price that the configuration does not list."""
    found, price = case.snapshot.configuration, case.price
    if not (found and found.prices is not None and price and _names_other_price(case)):
        return ""
    return "" if price.id in found.prices else f"Add the price {price.id} to the configuration {found.id}."


def no_change(case: Case) -> str:
    """Find a change after which everything would be as it is."""
    if not (case.item and case.change) or discounts_in(case.flow):
        return ""
    if _names_other_price(case) or case.change.quantity not in {None, case.item.quantity}:
        return ""
    return f"{case.item.id} has this price and quantity already: nothing is left to do."


def _names_other_price(case: Case) -> bool:
    wanted = case.price.id if case.price else case.change and (case.change.price or case.change.lookup_key)
    return bool(wanted) and not (case.item and case.item.price == wanted)
