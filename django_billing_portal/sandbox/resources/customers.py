"""Customers. https://docs.stripe.com/api/customers"""

from django_billing_portal.sandbox import merging, objects, store
from django_billing_portal.sandbox.portal.actions import cancellations
from django_billing_portal.sandbox.portal.visits import ENDED
from django_billing_portal.sandbox.routes import Route, index
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "address": None,
    "balance": 0,
    "business_name": None,
    "currency": None,
    "customer_account": None,
    "default_source": None,
    "delinquent": False,
    "description": None,
    "discount": None,
    "email": None,
    "individual_name": None,
    "invoice_prefix": None,
    "invoice_settings": {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    "metadata": {},
    "name": None,
    "next_invoice_sequence": 1,
    "phone": None,
    "preferred_locales": [],
    "shipping": None,
    "tax_exempt": "none",
    "test_clock": None,
}


def create(params: Json, *, id: str | None = None) -> Json:
    """Create a customer; ``id`` is for seeds."""
    fields = merging.filled(TEMPLATE, {"invoice_prefix": store.new_id("")[1:9].upper()} | params)
    return objects.create("customer", "cus", id=id, announce="customer.created", **fields)


def update(params: Json, id: str) -> Json:
    """Change a customer's details."""
    customer = store.require("customer", id, "id", status=404)
    return objects.change(customer, **merging.changes(customer, params))


def retrieve(params: Json, id: str) -> Json:  # noqa: ARG001
    """Return a customer; a deleted one is still found, and says so."""
    found = store.get(id) or {}
    if found.get("object") == "customer" and found.get("deleted"):
        return found
    return store.require("customer", id, "id", status=404)


def delete(params: Json, id: str) -> Json:  # noqa: ARG001
    """Delete a customer and end their subscriptions; only a tombstone stays."""
    customer = store.require("customer", id, "id", status=404)
    for subscription in store.list("subscription", customer=customer["id"]):
        if subscription["status"] not in ENDED:
            cancellations.end(subscription)
    tombstone = {key: customer[key] for key in ("id", "object", "created")} | {"deleted": True}
    return objects.change(customer, announce="customer.deleted", deleted=True) and store.put(tombstone)


ROUTES = (
    Route("POST", "customers", "CustomerCreateParams", create),
    Route("GET", "customers", "CustomerListParams", index("customer", "customers")),
    Route("GET", "customers/{id}", "CustomerRetrieveParams", retrieve),
    Route("POST", "customers/{id}", "CustomerUpdateParams", update),
    Route("DELETE", "customers/{id}", "CustomerDeleteParams", delete),
)
