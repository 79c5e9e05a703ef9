"""Keys and accounts. No message ever repeats a value."""

from collections.abc import Iterator, Sequence

from django.core.checks import CheckMessage, Error, Warning

from ..conf import portal_settings
from ..exceptions import NotConfigured

SHORTEST_KEY = 32


def unusable_api_key() -> Iterator[CheckMessage]:
    """Find a key that is no text, or the one that belongs into browsers.

    A callable is not asked: every command runs the checks, and the vault may be out of its reach.
    """
    if callable(portal_settings.raw.get("API_KEY")):
        return
    try:
        is_publishable = portal_settings.API_KEY.startswith("pk_")
    except NotConfigured as error:
        yield Error("API_KEY cannot be used.", hint=error.detail, id="billing_portal.E004")
        return
    if is_publishable:
        hint = "Use a restricted key (rk_…) that may write the customer portal, or a secret one (sk_…)."
        yield Error("API_KEY is a publishable key, which cannot open the portal.", hint=hint, id="billing_portal.E014")


def unusable_keys() -> Iterator[CheckMessage]:
    """Find KEYS that are no list of texts."""
    if not _are_texts(portal_settings.raw.get("KEYS", [])):
        yield Error("KEYS must be a list of texts, none of them empty.", id="billing_portal.E015")
    elif any(len(key) < SHORTEST_KEY for key in portal_settings.KEYS):
        hint = 'python -c "import secrets; print(secrets.token_urlsafe(48))" makes a good one.'
        yield Warning(f"KEYS has one of under {SHORTEST_KEY} characters.", hint=hint, id="billing_portal.W001")


def unlikely_accounts() -> Iterator[CheckMessage]:
    """Find connected accounts that are none."""
    for name in ("ACCOUNT", "ON_BEHALF_OF"):
        if (account := getattr(portal_settings, name)) and not account.startswith("acct_"):
            yield Error(f"{name} must be a Stripe account, acct_….", id="billing_portal.E016")


def _are_texts(keys: object) -> bool:
    if isinstance(keys, str) or not isinstance(keys, Sequence):
        return False
    return all(isinstance(key, str) and key for key in keys)


CHECKS = (unusable_api_key, unusable_keys, unlikely_accounts)
