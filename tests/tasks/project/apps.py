from datetime import timedelta

from django.apps import AppConfig


class HastyConfig(AppConfig):
    """Take a worker for dead sooner than thirty seconds after its last sign of life: tests wait for that."""

    name = "tests.tasks.project"
    label = "celery_project"

    def ready(self) -> None:
        from django_billing_portal.services import batch_leases

        batch_leases.LEASE = timedelta(seconds=6)
