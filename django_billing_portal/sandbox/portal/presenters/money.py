"""Money the way the active language writes it."""

from decimal import Decimal

from django.utils import formats, translation

ZERO_DECIMAL = {
    "bif",
    "clp",
    "djf",
    "gnf",
    "jpy",
    "kmf",
    "krw",
    "mga",
    "pyg",
    "rwf",
    "ugx",
    "vnd",
    "vuv",
    "xaf",
    "xof",
    "xpf",
}
THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}
SYMBOLS = {"aud": "A$", "brl": "R$", "cad": "CA$", "chf": "CHF", "eur": "€", "gbp": "£", "jpy": "¥", "usd": "$"}
SYMBOL_FIRST = frozenset({"en", "fil", "ja", "ko", "ms", "mt", "th", "tr", "zh"})
SYMBOL_FIRST_APART = frozenset({"nb", "nl", "pt"})
NBSP = "\N{NO-BREAK SPACE}"


def money(amount: int, currency: str) -> str:
    """Write an amount in the currency's smallest unit: ``money(2000, "eur")`` is ``20,00 €`` in German."""
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    number = formats.number_format(Decimal(abs(amount)).scaleb(-places), places, use_l10n=True, force_grouping=True)
    return ("-" if amount < 0 else "") + _placed(number, SYMBOLS.get(currency, currency.upper()))


def _placed(number: str, symbol: str) -> str:
    language = (translation.get_language() or "en").split("-")[0]
    if language in SYMBOL_FIRST:
        return f"{symbol}{NBSP if symbol.isalpha() else ''}{number}"
    return f"{symbol}{NBSP}{number}" if language in SYMBOL_FIRST_APART else f"{number}{NBSP}{symbol}"
