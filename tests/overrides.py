"""Another BILLING_PORTAL for the length of a test or a block."""

from django.test import override_settings

from tests.settings import BILLING_PORTAL, INSTALLED_APPS


def portal(**changes: object) -> override_settings:
    """Change these settings, and leave the suite's others as they are."""
    return override_settings(BILLING_PORTAL=BILLING_PORTAL | changes)


def with_apps(*more: str) -> list[str]:
    """Return the suite's apps and more, whose admin stays unknown: the one site of all tests keeps what it finds."""
    quiet = {"django.contrib.admin": "django.contrib.admin.apps.SimpleAdminConfig"}
    return [*(quiet.get(app, app) for app in INSTALLED_APPS), *more]
