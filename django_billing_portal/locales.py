"""Which of Stripe's portal languages is Django's. https://docs.stripe.com/api/customer_portal/sessions/create"""

from collections.abc import Mapping

AUTO = "auto"
_STRIPE = (
    "auto bg cs da de el en en-AU en-CA en-GB en-IE en-IN en-NZ en-SG es es-419 et fi fil fr fr-CA hr hu id it ja ko "
    "lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"
)
LOCALES: frozenset[str] = frozenset(_STRIPE.split())

# Spain's Spanish is "es"; the rest of the world's is "es-419".
_LATIN_AMERICA = "ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve"
_NEAR: Mapping[str, str] = {
    **{f"es-{country}": "es-419" for country in _LATIN_AMERICA.split()},
    "nn": "nb",
    "no": "nb",
    "tl": "fil",
    "zh-hant": "zh-TW",
    "zh-hant-hk": "zh-HK",
    "zh-mo": "zh-HK",
    "zh-hant-mo": "zh-HK",
}
_KNOWN: Mapping[str, str] = {**{locale.lower(): locale for locale in LOCALES}, **_NEAR}


def to_stripe(language_code: str | None) -> str:
    """Return the portal's locale for a Django language code; ``"auto"``, the browser's, where Stripe has none."""
    subtags = (language_code or AUTO).lower().replace("_", "-").split("-")[:3]
    candidates = ("-".join(subtags[:length]) for length in (3, 2, 1))
    return next((_KNOWN[code] for code in candidates if code in _KNOWN), AUTO)
