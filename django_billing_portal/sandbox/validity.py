"""Whether coupons and promotion codes can still be redeemed: Stripe reckons it anew each time that they are shown.

https://docs.stripe.com/api/coupons/object
"""

from collections.abc import Callable

from . import clock, store
from .store import Json


def is_valid(coupon: Json) -> bool:
    """Tell whether a coupon can still be redeemed: in time, and often enough."""
    return coupon["valid"] and not _is_over(coupon["redeem_by"]) and not _is_spent(coupon)


def is_active(code: Json) -> bool:
    """Tell whether a promotion code can still be redeemed, which takes a coupon that can."""
    coupon = store.get(code["promotion"]["coupon"] or "")
    in_time = code["active"] and not _is_over(code["expires_at"]) and not _is_spent(code)
    return bool(in_time and coupon and is_valid(coupon))


def reckoned(obj: Json) -> Json:
    """Return an object with what is true of it now."""
    if obj.get("deleted") or obj["object"] not in RECKONED:
        return obj
    name, reckon = RECKONED[obj["object"]]
    return obj | {name: reckon(obj)}


def redeem(*redeemed: Json) -> None:
    """Count coupons and promotion codes as redeemed once more."""
    for each in redeemed:
        store.put(each | {"times_redeemed": each["times_redeemed"] + 1})


def _is_over(timestamp: int | None) -> bool:
    return timestamp is not None and timestamp <= clock.now()


def _is_spent(redeemable: Json) -> bool:
    most = redeemable["max_redemptions"]
    return most is not None and redeemable["times_redeemed"] >= most


RECKONED: dict[str, tuple[str, Callable[[Json], bool]]] = {
    "coupon": ("valid", is_valid),
    "promotion_code": ("active", is_active),
}
