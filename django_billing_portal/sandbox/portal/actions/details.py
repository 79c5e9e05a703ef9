"""Edit name, address and tax id."""

from typing import Any

from django_billing_portal.sandbox import objects, store
from django_billing_portal.sandbox.store import Json


def update(customer: Json, **fields: Any) -> Json:
    """Change what is on invoices; unchanged values cause no event."""
    return objects.change(customer, **fields)


def set_tax_id(customer: Json, *, type: str, value: str) -> Json | None:
    """Add a tax id; one that is there already is left alone."""
    if any(each["value"] == value and each["type"] == type for each in tax_ids_of(customer)):
        return None
    return objects.create(
        "tax_id",
        "txi",
        announce="customer.tax_id.created",
        country=(value if type == "eu_vat" else type)[:2].upper(),
        customer=customer["id"],
        type=type,
        value=value,
        verification={"status": "pending", "verified_address": None, "verified_name": None},
    )


def tax_ids_of(customer: Json) -> list[Json]:
    """Return a customer's tax ids, newest first."""
    return store.list("tax_id", customer=customer["id"])
