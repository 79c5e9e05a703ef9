"""Another BILLING_PORTAL for the length of a test or a block."""

from django.test import override_settings

from tests.settings import BILLING_PORTAL


def portal(**changes: object) -> override_settings:
    """Change these settings, and leave the suite's others as they are."""
    return override_settings(BILLING_PORTAL=BILLING_PORTAL | changes)
