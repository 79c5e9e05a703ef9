"""The sandbox as a Django app of its own, so that production can leave it out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingPortalSandboxConfig(AppConfig):
    """Add ``"django_billing_portal.sandbox"`` to INSTALLED_APPS in development and in tests."""

    name = "django_billing_portal.sandbox"
    label = "billing_portal_sandbox"
    verbose_name = _("Billing sandbox")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks that keep the sandbox out of production."""
        from . import checks  # noqa: F401
