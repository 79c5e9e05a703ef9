"""Numbers, and words of a fixed list."""

from collections.abc import Iterator
from math import inf

from django.core.checks import CheckMessage, Error

from ..conf import portal_settings
from ..locales import LOCALES
from .names import did_you_mean

RANGES: dict[str, tuple[float, float]] = {
    "DEADLINE_SECONDS": (1, 120),
    "PREFLIGHT_SECONDS": (0, 120),
    "REUSE_SECONDS": (0, 240),
    "MINTS_PER_MINUTE": (0, inf),
    "MAX_CONCURRENT_CALLS": (1, inf),
    "MAX_CONCURRENT_ASYNC_CALLS": (1, inf),
    "API_PAGE_SIZE": (1, 1000),
    "LINK_HOLDERS_PER_MINUTE": (0, inf),
    "LINKS_PER_SECOND": (0.01, 1000),
}
REDIRECTS = ("303", "page")


def out_of_range() -> Iterator[CheckMessage]:
    """Find numbers that are none, or too small or too large."""
    for name, (least, most) in RANGES.items():
        value = portal_settings.raw.get(name, least)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            rule = f"at least {least}" if most == inf else f"from {least} to {most}"
            yield Error(f"{name} must be a number {rule}, not {value!r}.", id="billing_portal.E011")


def unknown_redirect() -> Iterator[CheckMessage]:
    """Find a REDIRECT that means nothing."""
    if portal_settings.REDIRECT not in REDIRECTS:
        hint = "303 as a number is not enough: quote it."
        yield Error('REDIRECT must be "303" or "page".', hint=hint, id="billing_portal.E012")


def unknown_locale() -> Iterator[CheckMessage]:
    """Find a LOCALE that the portal does not speak."""
    if (locale := portal_settings.LOCALE) and locale not in LOCALES:
        hint = did_you_mean(locale, sorted(LOCALES))
        yield Error(f"Stripe's portal does not speak {locale!r}.", hint=hint, id="billing_portal.E013")


CHECKS = (out_of_range, unknown_redirect, unknown_locale)
