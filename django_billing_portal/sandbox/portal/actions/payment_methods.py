"""Choose and remove cards."""

from django_billing_portal.sandbox import events, objects, store
from django_billing_portal.sandbox.store import Json


def set_default(customer: Json, card: Json) -> Json:
    """Pay invoices with this card from now on."""
    return _pay_with(customer, card["id"])


def remove(customer: Json, card: Json) -> Json:
    """Detach a card, wherever it was in use."""
    if default_of(customer) == card["id"]:
        _pay_with(customer, None)
    for subscription in store.list("subscription", customer=customer["id"], default_payment_method=card["id"]):
        objects.change(subscription, default_payment_method=None)
    detached = store.put(card | {"customer": None})
    events.record("payment_method.detached", detached, previous_attributes={"customer": customer["id"]})
    return detached


def default_of(customer: Json) -> str | None:
    """Return the id of the card that pays invoices."""
    default: str | None = customer["invoice_settings"]["default_payment_method"]
    return default


def _pay_with(customer: Json, card: str | None) -> Json:
    return objects.change(customer, invoice_settings=customer["invoice_settings"] | {"default_payment_method": card})
