"""What all of Stripe's objects have in common: birth, change, and what of them goes over the wire."""

from typing import Any

from . import clock, events, store
from .store import Json

UPDATED = {
    "customer": "customer.updated",
    "subscription": "customer.subscription.updated",
    "billing_portal.configuration": "billing_portal.configuration.updated",
}


def create(type: str, prefix: str, /, *, id: str | None = None, announce: str | None = None, **fields: Any) -> Json:
    """Write a new object with the fields that every object has, and record its event if it is to be announced."""
    obj = {"id": id or store.new_id(prefix), "object": type, "created": clock.now(), "livemode": False} | fields
    store.put(obj)
    if announce:
        events.record(announce, obj)
    return obj


def change(obj: Json, *, announce: str | None = None, **fields: Any) -> Json:
    """Write new values of an object's fields and record the event with the previous ones; nothing new, no event.

    Takes top-level fields only; ``announce`` names an event other than the type's usual ``….updated``.
    """
    previous = {key: obj.get(key) for key, value in fields.items() if obj.get(key) != value}
    if previous:
        obj = store.put(obj | fields)
        name = announce or UPDATED.get(obj["object"], f"{obj['object']}.updated")
        events.record(name, obj, previous_attributes=previous)
    return obj


def listing(url: str, data: list[Json], *, has_more: bool = False) -> Json:
    """Wrap objects in Stripe's list. https://docs.stripe.com/api/pagination"""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
