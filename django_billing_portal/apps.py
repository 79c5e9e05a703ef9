"""The app's own registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingPortalConfig(AppConfig):
    """Register the models under the short label ``billing_portal``."""

    name = "django_billing_portal"
    label = "billing_portal"
    verbose_name = _("Billing portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, note the time of each login for recent_login(), keep tokens out of logs."""
        from django.contrib.auth.signals import user_logged_in

        from .checks import register_checks
        from .hushing import hush
        from .reauthentication import note_login

        register_checks()
        hush()
        user_logged_in.connect(note_login, dispatch_uid="billing_portal.note_login")
