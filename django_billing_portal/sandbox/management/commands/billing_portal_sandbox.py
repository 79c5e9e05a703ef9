"""Look after the sandbox from the shell."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from django_billing_portal.sandbox import clock, events, faults, guard, seeds, store
from django_billing_portal.sandbox.models import SandboxObject


class Command(BaseCommand):
    """Fill the sandbox, empty it, or tell what is in it."""

    help = "Looks after the billing sandbox: seed, reset, status."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the three things it does."""
        parser.add_argument("action", choices=["seed", "reset", "status"])

    def handle(self, *, action: str, **_: Any) -> None:
        """Refuse where the sandbox must not run; do as asked elsewhere."""
        if reasons := guard.refusals():
            raise CommandError(" ".join(reasons))
        {"seed": self._seed, "reset": self._reset, "status": self._status}[action]()

    def _seed(self) -> None:
        made = seeds.seed()
        self.stdout.write(
            self.style.SUCCESS(f"Seeded: {made} objects were missing." if made else "Everything is there.")
        )

    def _reset(self) -> None:
        store.reset()
        seeds.seed()
        self.stdout.write(self.style.SUCCESS("Forgot everything and seeded anew."))

    def _status(self) -> None:
        counts = SandboxObject.objects.values_list("type").annotate(Count("pk")).order_by("type")
        for type, number in counts:
            self.stdout.write(f"{number:6} {type}")
        self.stdout.write(f"Faults: {', '.join(faults.active()) or 'none'}")
        self.stdout.write(f"Clock: {clock.offset()} seconds ahead")
        self.stdout.write(f"Webhook secret: {events.webhook_secret()}")
