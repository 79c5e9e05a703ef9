"""System checks: the sandbox refuses to be deployed."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from . import guard

IDS = {guard.PRODUCTION: "billing_portal_sandbox.E001", guard.LIVE_KEY: "billing_portal_sandbox.E002"}
HINT = 'Remove "django_billing_portal.sandbox" from this environment\'s INSTALLED_APPS.'


@register
def check_harmless(**_kwargs: Any) -> list[CheckMessage]:
    """Report each reason why the sandbox must not run here."""
    return [Error(reason, hint=HINT, id=IDS[reason]) for reason in guard.refusals()]
