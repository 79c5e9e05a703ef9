"""The life of a portal session's URL: 5 minutes unused, then an hour after the last use. Times are the sandbox's.

https://docs.stripe.com/customer-management#ephemeral-sessions
"""

from collections.abc import Iterator
from contextlib import contextmanager

from . import clock, store
from .models import SandboxObject
from .store import Json

UNUSED_SECONDS = 5 * 60
IDLE_SECONDS = 60 * 60
TYPE = "billing_portal.session"


@contextmanager
def opened(secret: str) -> Iterator[Json | None]:
    """Give the session with this secret, expired or not, and act as its account meanwhile; None if there is none."""
    row = SandboxObject.objects.filter(type=TYPE, data___secret=secret).first()
    with store.acting_as(row.account if row else ""):
        yield row.data if row else None


def is_expired(session: Json) -> bool:
    """Tell whether the URL is dead."""
    return clock.now() >= int(session["_expires_at"])


def touch(session: Json) -> Json:
    """Keep a used session alive for another hour and return it; the page calls this on each visit."""
    return store.put(session | {"_expires_at": clock.now() + IDLE_SECONDS, "_used": True})


def expire(session: Json) -> Json:
    """Kill the URL now."""
    return store.put(session | {"_expires_at": clock.now()})
