"""Read flows back from the form that ``Flow.to_json()`` stores, also from the hands of an older or later release."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from reprlib import repr as brief
from typing import Any, TypeVar

from django_billing_portal.exceptions import InvalidFlow

from .base import VERSION, Flow
from .ends import ENDS, AfterCompletion
from .items import DISCOUNTS, Discount, Item
from .types import (
    CustomerUpdate,
    PaymentMethodUpdate,
    SubscriptionCancel,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from .values import Value

BUILT_IN: Mapping[str, type[Flow]] = {
    flow.type: flow
    for flow in (
        PaymentMethodUpdate,
        CustomerUpdate,
        SubscriptionUpdate,
        SubscriptionUpdateConfirm,
        SubscriptionPause,
        SubscriptionCancel,
    )
}

_V = TypeVar("_V", bound=Value)


def from_json(stored: object) -> Flow:
    """Build the flow that ``to_json()`` stored; raise InvalidFlow for what this release cannot read."""
    data = _mapping(stored, "A stored flow")
    if data.get("v") != VERSION:
        raise InvalidFlow(f"This release reads version {VERSION} of stored flows; got {brief(data.get('v'))}.")
    return _build(_named(BUILT_IN, data, "flow"), data)


def _build(cls: type[_V], data: Mapping[str, Any]) -> _V:
    wanted = (each for each in fields(cls) if each.compare and (each.name in data or each.default is MISSING))
    return cls(**{each.name: _READERS.get(each.name, _same)(data.get(each.name)) for each in wanted})


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidFlow(f"{what} must be a JSON object; got {brief(value)}.")
    return value


def _named(known: Mapping[str, type[_V]], data: Mapping[str, Any], what: str) -> type[_V]:
    name = data.get("type")
    if not isinstance(name, str) or name not in known:
        raise InvalidFlow(f"This release knows no {what} of type {brief(name)}.")
    return known[name]


def _same(value: Any) -> Any:
    return value


def _end(value: Any) -> AfterCompletion | None:
    if value is None:
        return None
    data = _mapping(value, "A stored after_completion")
    return _build(_named(ENDS, data, "after_completion"), data)


def _items(value: Any) -> list[Item]:
    return [_build(Item, _mapping(one, "A stored item")) for one in _list(value, "items")]


def _discounts(value: Any) -> list[Discount]:
    return [_discount(_mapping(one, "A stored discount")) for one in _list(value, "discounts")]


def _discount(data: Mapping[str, Any]) -> Discount:
    for kind, cls in DISCOUNTS.items():
        if kind in data:
            return cls(data[kind])
    raise InvalidFlow(f"This release knows no discount such as {brief(dict(data))}.")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidFlow(f"Stored {name} must be a list; got {brief(value)}.")
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "after_completion": _end,
    "items": _items,
    "discounts": _discounts,
}
