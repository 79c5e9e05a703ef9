"""Promotion codes: what customers type to get a coupon. https://docs.stripe.com/api/promotion_codes"""

from django_billing_portal.sandbox import merging, objects, store, validity
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "active": True,
    "code": "",
    "customer": None,
    "customer_account": None,
    "expires_at": None,
    "max_redemptions": None,
    "metadata": {},
    "promotion": {"coupon": None, "type": "coupon"},
    "restrictions": {"first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None},
    "times_redeemed": 0,
}


def create(params: Json, *, id: str | None = None) -> Json:
    """Create a promotion code; ``id`` is for seeds."""
    store.require("coupon", params["promotion"].get("coupon", ""), "promotion[coupon]")
    fields = merging.filled(TEMPLATE, {"code": store.new_id("")[1:9].upper()} | params)
    if store.list("promotion_code", code=fields["code"], active=True):
        raise WireError("An active promotion code with this code already exists.", param="code")
    return objects.create("promotion_code", "promo", id=id, announce="promotion_code.created", **fields)


def update(params: Json, id: str) -> Json:
    """Activate, deactivate or annotate a promotion code."""
    code = store.require("promotion_code", id, "id", status=404)
    return objects.change(code, **merging.changes(code, params))


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the codes of the coupon that is asked for, and those that are active, or are not."""
    coupon, active = params.get("coupon"), params.get("active")
    found = [code for code in found if coupon in {None, code["promotion"]["coupon"]}]
    return [code for code in found if active in {None, validity.is_active(code)}]


LIST = index("promotion_code", "promotion_codes", select=chosen, beside=["active", "coupon"])
ROUTES = (
    Route("POST", "promotion_codes", "PromotionCodeCreateParams", create),
    Route("GET", "promotion_codes", "PromotionCodeListParams", LIST),
    Route("GET", "promotion_codes/{id}", "PromotionCodeRetrieveParams", retrieval("promotion_code")),
    Route("POST", "promotion_codes/{id}", "PromotionCodeUpdateParams", update),
)
