"""Answer those who ask what became of their sessions: one by one, for as long as asking pays off, or all of them."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.db import router
from django.utils import timezone

from .. import journal
from ..conf import portal_settings
from ..exceptions import BillingPortalError, UnknownSession
from ..models import PortalSession
from ..models.states import Outcome, Status
from .stories import Records, Story, atell, tell

if TYPE_CHECKING:
    from ..models.claims import ClaimQuerySet

State = Literal["pending", "settled"]

#: Whoever has a task to do at Stripe is back in minutes. A portal may stay open for an hour after its last use, but
#: most of those who are not back by now have closed it: who asks still later learns of it, who waits wastes calls.
PATIENCE = timedelta(minutes=15)
#: Seconds since the opening, and how many to wait between two questions until then: some 140 questions at most.
PACE = ((10, 1), (60, 2), (300, 5), (PATIENCE.total_seconds(), 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Say what is known of a session, and whether it pays off to ask again."""

    session: PortalSession
    state: State
    """``pending`` while more may become known soon. A settled session may still change, but nobody should wait."""
    retry_after: int | None
    """Seconds until asking again is worth it; None once it is settled."""


def report_session(*, user: Any, public_id: uuid.UUID | str) -> Report:
    """Tell somebody about a session of their own; raises UnknownSession, already logged, for any other."""
    try:
        return tell(_reporting(user, public_id))
    except BillingPortalError as error:
        raise journal.recorded(error)  # noqa: B904 (it is the same error)


async def areport_session(*, user: Any, public_id: uuid.UUID | str) -> Report:
    """See report_session()."""
    try:
        return await atell(_reporting(user, public_id))
    except BillingPortalError as error:
        raise journal.recorded(error)  # noqa: B904 (it is the same error)


def list_sessions(*, user: Any, using: str | None = None) -> "ClaimQuerySet":
    """Return somebody's opened sessions in the API key's mode, the newest first, without their URLs."""
    if not getattr(user, "is_authenticated", False):
        raise UnknownSession("Nobody is signed in.")
    rows: ClaimQuerySet = PortalSession.objects.using(using)
    own = rows.filter(user=user, status=Status.OPEN, livemode=portal_settings.livemode)
    return own.order_by("-created_at", "-pk").defer("encrypted_url")


def _reporting(user: Any, public_id: uuid.UUID | str) -> Story[Report]:
    report: Report = yield Records(partial(_report, user, _uuid(public_id)))
    return report


def _report(user: Any, public_id: uuid.UUID) -> Report:
    # Not from a replica: whoever comes back at once may be faster than it.
    own = list_sessions(user=user, using=router.db_for_write(PortalSession))
    session = own.filter(public_id=public_id).first()
    if session is None:
        raise UnknownSession("No opened session of this person has this id.")
    wait = _wait(session)
    return Report(session=session, state="settled" if wait is None else "pending", retry_after=wait)


def _wait(session: PortalSession) -> int | None:
    age = (timezone.now() - (session.opened_at or session.created_at)).total_seconds()
    if session.outcome != Outcome.UNKNOWN:
        return None
    return next((wait for until, wait in PACE if age < until), None)


def _uuid(public_id: uuid.UUID | str) -> uuid.UUID:
    try:
        return uuid.UUID(str(public_id))
    except ValueError:
        # Raised outside, so that the error keeps nothing that was sent.
        malformed = UnknownSession("The id of a session is none.")
    raise malformed
