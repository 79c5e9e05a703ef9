"""What must be there before real customers come."""

from typing import Any
from warnings import catch_warnings

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from ..conf import portal_settings
from ..exceptions import NotConfigured

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def check_api_key(**_kwargs: Any) -> list[CheckMessage]:
    """Find a deployment without an API key."""
    try:
        portal_settings.required_api_key()
    except NotConfigured as error:
        hint = f'{error.detail} Set BILLING_PORTAL["API_KEY"], or STRIPE_SECRET_KEY in settings or environment.'
    else:
        return []
    return [Warning("There is no Stripe API key, so every click will fail.", hint=hint, id="billing_portal.W003")]


def check_mail_server(**_kwargs: Any) -> list[CheckMessage]:
    """Find a desk that sends links by a mail server which may stay silent for ever."""
    if not (apps.is_installed("django.contrib.admin") and _sends_by_django() and _waits_for_ever()):
        return []
    hint = (
        "A mail server that stays silent would hang whoever sends a link, and the workers that send many. Set "
        'EMAIL_TIMEOUT = 20, or "timeout" in the OPTIONS of MAILERS["default"].'
    )
    return [Warning("E-mails with links wait for the mail server without end.", hint=hint, id="billing_portal.W006")]


def _sends_by_django() -> bool:
    try:
        return portal_settings.LINK_SENDER is None
    except NotConfigured:
        # Another check says so.
        return False


def _waits_for_ever() -> bool:
    backend, timeout = _by_dictionary(settings.MAILERS) if hasattr(settings, "MAILERS") else _by_settings()
    return backend == SMTP and timeout is None


def _by_dictionary(mailers: Any) -> tuple[Any, Any]:
    mailer = mailers.get("default", {"BACKEND": ""})
    return mailer.get("BACKEND", SMTP), mailer.get("OPTIONS", {}).get("timeout")


def _by_settings() -> tuple[Any, Any]:
    # Django 6.1 warns whoever reads them; whoever set them was warned already.
    with catch_warnings(action="ignore"):
        return settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT


CHECKS = (check_api_key, check_mail_server)
