"""Fill Nordlicht with people, plans and teams, and say where to look."""

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError, call_command

from django_billing_portal.conf import portal_settings
from example_project.nordlicht.seeds.catalogue import put_catalogue
from example_project.nordlicht.seeds.people import put_people
from example_project.nordlicht.seeds.portal import put_configuration, put_name
from example_project.nordlicht.seeds.welcome import welcome
from example_project.nordlicht.stripe_client import client

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Prepare the demo; running it again changes nothing that is there already."""

    help = "Prepares the demo: database, people, a team, plans. Safe to repeat."

    def add_arguments(self, parser: "CommandParser") -> None:
        """Offer the address to print."""
        parser.add_argument("--address", default="127.0.0.1:8000", help="Where the server will listen.")

    def handle(self, *, address: str, **_: Any) -> None:
        """Fill, then explain."""
        if portal_settings.livemode:
            raise CommandError("This is a live key. The demo creates customers: give it a test key.")
        call_command("migrate", verbosity=0)
        stripe = client()
        put_catalogue(stripe)
        configuration = put_configuration(stripe)
        put_name()
        put_people(stripe)
        for line in welcome(address=address, configuration=configuration):
            self.stdout.write(line)
