"""Names of settings, and of what they import."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from django.core.checks import CheckMessage, Error

from ..conf import PortalSettings, portal_settings
from ..exceptions import NotConfigured


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names the likeliest word, or all of them."""
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known) or 'none'}."


def unknown_settings() -> Iterator[CheckMessage]:
    """Find names in BILLING_PORTAL that mean nothing."""
    known = [name for name in dir(PortalSettings) if name.isupper()]
    for name in portal_settings.raw:
        if name not in known:
            hint = did_you_mean(str(name).upper(), known)
            yield Error(f"BILLING_PORTAL has no setting {name!r}.", hint=hint, id="billing_portal.E002")


def unusable_resolver() -> Iterator[CheckMessage]:
    """Find a RESOLVER that cannot be loaded, or that leaves a question open."""
    try:
        _ = portal_settings.RESOLVER
    except NotConfigured as error:
        yield Error("RESOLVER cannot be used.", hint=error.detail, id="billing_portal.E003")


def unusable_hooks() -> Iterator[CheckMessage]:
    """Find hooks that cannot be imported or called."""
    for name in ("REAUTHENTICATE", "CREATE_CUSTOMERS", "LINK_SENDER"):
        try:
            hook = getattr(portal_settings, name)
        except NotConfigured as error:
            yield Error(f"{name} cannot be imported.", hint=error.detail, id="billing_portal.E005")
            continue
        if hook and hook is not True and not callable(hook):
            yield Error(
                f"{name} cannot be called.", hint="Give a dotted path or a callable.", id="billing_portal.E006"
            )


CHECKS = (unknown_settings, unusable_resolver, unusable_hooks)
