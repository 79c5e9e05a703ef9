"""Prices. https://docs.stripe.com/api/prices"""

from django_billing_portal.sandbox import merging, objects, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "active": True,
    "billing_scheme": "per_unit",
    "currency": None,
    "custom_unit_amount": None,
    "lookup_key": None,
    "metadata": {},
    "nickname": None,
    "product": None,
    "recurring": None,
    "tax_behavior": "unspecified",
    "tiers_mode": None,
    "transform_quantity": None,
    "type": "one_time",
    "unit_amount": None,
    "unit_amount_decimal": None,
}
RECURRING: Json = {"interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"}


def create(params: Json, *, id: str | None = None) -> Json:
    """Create a price; ``id`` is for seeds."""
    fields = merging.filled(TEMPLATE, params)
    fields["product"] = store.require("product", str(params.get("product", "")), "product")["id"]
    fields["unit_amount_decimal"] = None if fields["unit_amount"] is None else str(fields["unit_amount"])
    if fields["recurring"]:
        fields |= {"type": "recurring", "recurring": RECURRING | fields["recurring"]}
    _take_lookup_key(fields["lookup_key"], transfer=params.get("transfer_lookup_key", False))
    return objects.create("price", "price", id=id, announce="price.created", **fields)


def update(params: Json, id: str) -> Json:
    """Change what may change of a price: its amount never does."""
    price = store.require("price", id, "id", status=404)
    if params.get("lookup_key", price["lookup_key"]) != price["lookup_key"]:
        _take_lookup_key(params["lookup_key"], transfer=params.get("transfer_lookup_key", False))
    return objects.change(price, **merging.changes(price, params))


def _take_lookup_key(key: str | None, *, transfer: bool) -> None:
    for owner in store.list("price", lookup_key=key) if key else ():
        if not transfer:
            text = f"A price (`{owner['id']}`) already uses that lookup key."
            raise WireError(text, code="resource_already_exists", param="lookup_key")
        objects.change(owner, lookup_key=None)


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the prices that are asked for by lookup key."""
    return [price for price in found if price["lookup_key"] in params.get("lookup_keys", [price["lookup_key"]])]


ROUTES = (
    Route("POST", "prices", "PriceCreateParams", create),
    Route("GET", "prices", "PriceListParams", index("price", "prices", select=chosen, beside=["lookup_keys"])),
    Route("GET", "prices/{id}", "PriceRetrieveParams", retrieval("price")),
    Route("POST", "prices/{id}", "PriceUpdateParams", update),
)
