"""Coupons in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_billing_portal.sandbox.store import Json

from .money import money


def amount_text(coupon: Json) -> str:
    """Write how much a coupon takes off: ``20% off``."""
    if coupon.get("percent_off") is not None:
        return _("%(percent)s%% off") % {"percent": f"{coupon['percent_off']:g}"}
    return _("%(amount)s off") % {"amount": money(coupon["amount_off"], coupon["currency"])}


def duration_text(coupon: Json) -> str:
    """Write how long a coupon counts: ``for 3 months``."""
    months = int(coupon.get("duration_in_months") or 0)
    return {
        "once": _("on your next invoice"),
        "repeating": ngettext("for %(count)d month", "for %(count)d months", months) % {"count": months},
    }.get(coupon["duration"], _("for as long as you stay"))


def discount_text(coupon: Json) -> str:
    """Write a coupon in one line: ``STAY20: 20% off for 3 months``."""
    text = f"{amount_text(coupon)} {duration_text(coupon)}"
    return f"{coupon['name']}: {text}" if coupon.get("name") else text


def reduced(amount: int, coupons: list[Json]) -> int:
    """Return what is left of an amount."""
    for coupon in coupons:
        amount -= round(amount * (coupon.get("percent_off") or 0) / 100) + (coupon.get("amount_off") or 0)
    return max(amount, 0)
