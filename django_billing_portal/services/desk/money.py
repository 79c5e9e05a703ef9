"""Prices the way the active language writes numbers."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from ...wire.offers import Price

ZERO_DECIMAL = {
    *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"),
    *("pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"),
}
THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}
NBSP = "\N{NO-BREAK SPACE}"


def price_text(price: "Price") -> str:
    """Write what a price costs: ``29.00 EUR per month``."""
    amount = _("by usage") if price.amount is None else money(price.amount, price.currency)
    return " ".join(filter(None, [amount, _every(price)]))


def money(amount: int, currency: str) -> str:
    """Write an amount that is given in the currency's smallest unit."""
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    number = formats.number_format(Decimal(amount).scaleb(-places), places, use_l10n=True, force_grouping=True)
    return f"{number}{NBSP}{currency.upper()}"


def _every(price: "Price") -> str:
    count = price.interval_count
    words = {
        "day": ngettext("per day", "every %(count)d days", count),
        "week": ngettext("per week", "every %(count)d weeks", count),
        "month": ngettext("per month", "every %(count)d months", count),
        "year": ngettext("per year", "every %(count)d years", count),
    }
    return words[price.interval] % {"count": count} if price.interval in words else ""
