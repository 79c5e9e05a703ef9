"""What may be redeemed: coupons and promotion codes that exist, and for how long, and by whom.

That Stripe refuses what is over is documented; the texts, all but "No such coupon", are unverified.
"""

from django_billing_portal.sandbox import store, validity
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import path


def require(discount: Json, customer: str, param: str) -> tuple[Json, str | None]:
    """Return the coupon that a ``discounts[…]`` parameter means, and the promotion code if that was given."""
    if code := discount.get("promotion_code"):
        return _behind(code, customer, path(param, "promotion_code")), code
    return require_coupon(discount.get("coupon", ""), path(param, "coupon")), None


def require_coupon(id: str, param: str) -> Json:
    """Return a coupon that can be redeemed."""
    coupon = store.require("coupon", id, param)
    if not validity.is_valid(coupon):
        raise WireError(f"Coupon expired: {id}", code="coupon_expired", param=param)
    return coupon


def _behind(id: str, customer: str, param: str) -> Json:
    code = store.require("promotion_code", id, param)
    if not validity.is_active(code):
        raise WireError(f"This promotion code is expired or inactive: {id}", param=param)
    if code["customer"] not in {None, customer}:
        raise WireError(f"This promotion code can only be redeemed by another customer: {id}", param=param)
    return store.require("coupon", code["promotion"]["coupon"], param)
