"""Events, to be read. https://docs.stripe.com/api/events"""

from fnmatch import fnmatchcase

from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the types that are asked for; ``customer.*`` asks for many."""
    wanted = params.get("types", [params.get("type", "*")])
    return [event for event in found if any(fnmatchcase(event["type"], pattern) for pattern in wanted)]


ROUTES = (
    Route("GET", "events", "EventListParams", index("event", "events", select=chosen, beside=["type", "types"])),
    Route("GET", "events/{id}", "EventRetrieveParams", retrieval("event")),
)
