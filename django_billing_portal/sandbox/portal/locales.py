"""Which language a session speaks: its own, or the customer's, or the browser's."""

from django.http import HttpRequest
from django.utils import translation

from django_billing_portal.sandbox.store import Json

DJANGO_CODES = {"es-419": "es-mx", "zh": "zh-hans", "zh-hk": "zh-hant", "zh-tw": "zh-hant"}


def language_of(session: Json, customer: Json, request: HttpRequest) -> str:
    """Return the Django language code to activate."""
    wanted = _named(session.get("locale")) or next(map(str, customer.get("preferred_locales") or ()), "")
    code = wanted.lower()
    return DJANGO_CODES.get(code, code) or translation.get_language_from_request(request)


def _named(locale: str | None) -> str:
    return "" if locale in {None, "auto"} else str(locale)
