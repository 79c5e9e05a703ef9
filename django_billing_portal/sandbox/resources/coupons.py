"""Coupons. https://docs.stripe.com/api/coupons"""

from django_billing_portal.sandbox import merging, objects, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "amount_off": None,
    "currency": None,
    "duration": "once",
    "duration_in_months": None,
    "max_redemptions": None,
    "metadata": {},
    "name": None,
    "percent_off": None,
    "redeem_by": None,
    "times_redeemed": 0,
    "valid": True,
}


def create(params: Json) -> Json:
    """Create a coupon, with an id of one's own if wanted."""
    if ("percent_off" in params) == ("amount_off" in params):
        raise WireError("Must provide percent_off or amount_off, but not both.")
    if store.get(params.get("id", "")):
        raise WireError("Coupon already exists.", code="resource_already_exists")
    return objects.create(
        "coupon", "co", id=params.get("id"), announce="coupon.created", **merging.filled(TEMPLATE, params)
    )


def update(params: Json, id: str) -> Json:
    """Change a coupon's name or metadata."""
    coupon = store.require("coupon", id, "id", status=404)
    return objects.change(coupon, **merging.changes(coupon, params))


def delete(params: Json, id: str) -> Json:  # noqa: ARG001
    """Delete a coupon; discounts that it gave stay."""
    coupon = store.require("coupon", id, "id", status=404)
    store.delete(coupon["id"])
    return {"id": id, "object": "coupon", "deleted": True}


ROUTES = (
    Route("POST", "coupons", "CouponCreateParams", create),
    Route("GET", "coupons", "CouponListParams", index("coupon", "coupons")),
    Route("GET", "coupons/{id}", "CouponRetrieveParams", retrieval("coupon")),
    Route("POST", "coupons/{id}", "CouponUpdateParams", update),
    Route("DELETE", "coupons/{id}", "CouponDeleteParams", delete),
)
