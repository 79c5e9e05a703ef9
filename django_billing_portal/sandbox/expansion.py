"""``expand``: ids that become objects, and what Stripe shows only when asked. https://docs.stripe.com/expand"""

from typing import Any

from . import store
from .errors import WireError
from .objects import listing
from .store import Json
from .wire import HIDDEN, unexpanded, visible

EXPANDABLE = {
    "configuration", "coupon", "customer", "default_payment_method", "default_price", "discounts", "latest_invoice",
    "payment_method", "product", "promotion_code", "subscription",
}  # fmt: skip
DEEPEST = 4
MOST_INCLUDED = 10


def rendered(obj: Json, paths: list[str]) -> Json:
    """Return what goes over the wire for an object or a list of objects, with the paths expanded."""
    shown = obj | {"data": [unexpanded(each) for each in obj["data"]]} if obj["object"] == "list" else unexpanded(obj)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise WireError(f"You cannot expand more than {DEEPEST} levels of a property ({path}).", param="expand")
        _expand(shown, steps, path)
    return shown


def _expand(shown: Any, steps: list[str], path: str) -> None:
    if isinstance(shown, list):
        for each in shown:
            _expand(each, steps, path)
    elif isinstance(shown, dict):
        if shown.get("deleted"):
            # Whether Stripe refuses to expand what is left of a deleted object is unverified.
            return
        if tuple(steps) == HIDDEN.get(shown.get("object", "")):
            _reveal(shown, steps)
        else:
            _expand_field(shown, steps, path)
    elif shown is not None:
        raise _inexpandable(path)


def _expand_field(shown: Json, steps: list[str], path: str) -> None:
    head, *rest = steps
    if (shown.get("object"), head) == ("customer", "subscriptions"):
        shown[head] = _subscriptions(shown["id"])
    if head not in shown:
        raise _inexpandable(path)
    if head in EXPANDABLE:
        shown[head] = _loaded(shown[head])
    elif not isinstance(shown[head], dict | list) and not rest:
        raise _inexpandable(path)
    if rest:
        _expand(shown[head], rest, path)


def _loaded(value: Any) -> Any:
    if isinstance(value, list):
        return [_loaded(each) for each in value]
    found = store.get(value) if isinstance(value, str) else None
    return unexpanded(found) if found else value


def _reveal(shown: Json, steps: list[str]) -> None:
    stored: Any = visible(store.get(shown["id"]))
    *way, last = steps
    for step in way:
        shown, stored = shown[step], stored[step]
    shown[last] = stored[last]


def _subscriptions(customer: str) -> Json:
    """List what a customer has not cancelled; an included list has at most ten entries, and says if there are more."""
    found = [each for each in store.list("subscription", customer=customer) if each["status"] != "canceled"]
    shown = [unexpanded(each) for each in found[:MOST_INCLUDED]]
    return listing(f"/v1/customers/{customer}/subscriptions", shown, has_more=len(found) > MOST_INCLUDED)


def _inexpandable(path: str) -> WireError:
    return WireError(f"This property cannot be expanded ({path}).", param="expand")
