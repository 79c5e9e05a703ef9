"""Start-up of Nordlicht."""

from django.apps import AppConfig


class NordlichtConfig(AppConfig):
    """Connect what happens when people come back from the portal."""

    name = "example_project.nordlicht"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the portal's signals."""
        from django_billing_portal.signals import session_returned

        from .returns import welcome_back

        session_returned.connect(welcome_back, dispatch_uid="nordlicht")
