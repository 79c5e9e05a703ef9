"""What somebody who starts the demo reads first."""

from typing import TYPE_CHECKING

from django_billing_portal.conf import portal_settings
from example_project.nordlicht.people import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator


def welcome(*, address: str, configuration: str) -> "Iterator[str]":
    """Say where to look, whom to be, and what is still missing."""
    where = "the offline sandbox" if portal_settings.uses_sandbox else "Stripe's test mode"
    yield f"\nNordlicht is ready, with {where} behind it.\n"
    yield f"  Open   http://{address}/sign-in/"
    yield f"  Be     one of these with a click, or with the password {PASSWORD!r}\n"
    yield from (f"         {person.username:<7}{person.name:<15}{person.story}" for person in PEOPLE)
    yield from _still_missing(configuration)


def _still_missing(configuration: str) -> "Iterator[str]":
    if not portal_settings.uses_sandbox and configuration != portal_settings.CONFIGURATION:
        yield f"\n  First  export NORDLICHT_CONFIGURATION={configuration}"
