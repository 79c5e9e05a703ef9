"""Links that staff send: how long they live, and the way to them."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning

from ..conf import portal_settings
from ..exceptions import NotConfigured

PERIODS = ("LINK_MAX_AGE", "LINK_HOLDER_MAX_AGE")


def no_periods() -> Iterator[CheckMessage]:
    """Find lifetimes that are none."""
    for name in PERIODS:
        try:
            getattr(portal_settings, name)
        except NotConfigured as error:
            yield Error(f"{name} is no lifetime.", hint=error.detail, id="billing_portal.E032")


def long_lives() -> Iterator[CheckMessage]:
    """Find links for whoever holds them that live as long as those which ask for a login."""
    try:
        is_long = portal_settings.LINK_HOLDER_MAX_AGE > portal_settings.LINK_MAX_AGE
    except NotConfigured:
        return
    if portal_settings.LINK_HOLDERS and is_long:
        hint = "Whoever reads the e-mail can use them. Make LINK_HOLDER_MAX_AGE a matter of hours."
        yield Warning("LINK_HOLDER_MAX_AGE is above LINK_MAX_AGE.", hint=hint, id="billing_portal.W005")


CHECKS = (no_periods, long_lives)
