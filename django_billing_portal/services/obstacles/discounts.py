"""Rules about what a flow takes off the price."""

from ...wire.offers import Coupon, PromotionCode
from ..mentions import coupons_in, promotion_codes_in
from .cases import Case


def unknown_coupon(case: Case) -> str:
    """Find a coupon that does not exist."""
    missing = [id for id in coupons_in(case.flow) if not case.snapshot.thing(Coupon, id)]
    return f"Stripe knows no coupon {_all(missing)}: create it, or name another one." if missing else ""


def coupon_spent(case: Case) -> str:
    """Find a coupon that nobody can redeem any more."""
    coupons = [case.snapshot.thing(Coupon, id) for id in coupons_in(case.flow)]
    spent = [coupon.id for coupon in coupons if coupon and not coupon.is_valid]
    return f"The coupon {_all(spent)} has expired or is used up: name another one." if spent else ""


def unknown_promotion_code(case: Case) -> str:
    """Find a promotion code that does not exist, or is for another customer."""
    codes = {id: case.snapshot.thing(PromotionCode, id) for id in promotion_codes_in(case.flow)}
    ref = case.snapshot.ref
    missing = [id for id, code in codes.items() if not (code and ref.id in (code.only_for or {ref.id}))]
    return f"{ref.id} can use no promotion code {_all(missing)}: name another one." if missing else ""


def promotion_code_spent(case: Case) -> str:
    """Find a promotion code that nobody can redeem any more, or whose coupon nobody can."""
    codes = [case.snapshot.thing(PromotionCode, id) for id in promotion_codes_in(case.flow)]
    spent = [code.id for code in codes if code and not code.is_valid]
    return f"The promotion code {_all(spent)} is inactive, expired or used up: name another one." if spent else ""


def _all(ids: list[str]) -> str:
    return " and ".join(ids)
