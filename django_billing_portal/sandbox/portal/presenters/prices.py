"""Prices in words: how much, how often."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_billing_portal.sandbox.store import Json

from .money import money


def price_text(price: Json, quantity: int = 1) -> str:
    """Write what a price costs for this many: ``$20.00 per month``."""
    if price.get("unit_amount") is None:
        return _("Based on usage")
    amount = money(price["unit_amount"] * quantity, price["currency"])
    return f"{amount} {every(price['recurring'])}" if price.get("recurring") else amount


def every(recurring: Json) -> str:
    """Write how often: ``per month``, ``every 3 months``."""
    count = int(recurring.get("interval_count") or 1)
    words = {
        "day": ngettext("per day", "every %(count)d days", count),
        "week": ngettext("per week", "every %(count)d weeks", count),
        "month": ngettext("per month", "every %(count)d months", count),
        "year": ngettext("per year", "every %(count)d years", count),
    }
    return words[recurring["interval"]] % {"count": count}


def lasting(interval: str, count: int) -> str:
    """Write how long: ``1 month``, ``3 weeks``."""
    words = {
        "day": ngettext("%(count)d day", "%(count)d days", count),
        "week": ngettext("%(count)d week", "%(count)d weeks", count),
        "month": ngettext("%(count)d month", "%(count)d months", count),
        "year": ngettext("%(count)d year", "%(count)d years", count),
    }
    return words[interval] % {"count": count}
