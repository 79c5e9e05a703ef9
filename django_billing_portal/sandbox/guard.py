"""Keep the sandbox out of production: it hands anybody's billing to whoever asks."""

import sys

from django.conf import settings

from django_billing_portal.conf import portal_settings
from django_billing_portal.exceptions import NotConfigured

PRODUCTION = "The billing sandbox does not run with DEBUG = False (outside Django's test environment)."
LIVE_KEY = "The billing sandbox does not run with a live API key."


def refusals() -> list[str]:
    """Return the reasons why the sandbox must not run here; none in development and in tests."""
    reasons = {
        PRODUCTION: not settings.DEBUG and not in_test_environment(),
        LIVE_KEY: portal_settings.livemode,
    }
    return [reason for reason, applies in reasons.items() if applies]


def require_harmless() -> None:
    """Raise NotConfigured where the sandbox must not run."""
    if reasons := refusals():
        raise NotConfigured(" ".join(reasons))


def in_test_environment() -> bool:
    """Tell whether ``setup_test_environment()`` ran: Django's test runner and pytest-django call it.

    Test runners set DEBUG to False, so DEBUG alone cannot tell a test from production.
    """
    # Looked up, not imported: production need not load django.test to learn that it is not a test.
    test_utils = sys.modules.get("django.test.utils")
    return hasattr(getattr(test_utils, "_TestState", None), "saved_data")
