"""What became of a session: for now, whether its customer came back, and by which of the two doors."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from django.db import router, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from .. import tokens
from ..exceptions import InvalidFlow, InvalidToken, NotConfigured
from ..flows import Redirect
from ..models import PortalSession
from ..models.states import Outcome
from ..signals import session_returned

if TYPE_CHECKING:
    from django.http import HttpRequest

Kind = Literal["left", "done"]
PURPOSE = "return"
OUTCOMES: Mapping[str, Outcome] = {"left": Outcome.RETURNED, "done": Outcome.COMPLETED}
#: "left" proves nothing after "done": the Back button and the portal's own link come here too.
BEFORE: Mapping[str, tuple[Outcome, ...]] = {
    "left": (Outcome.UNKNOWN,),
    "done": (Outcome.UNKNOWN, Outcome.RETURNED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A customer who came back."""

    session: PortalSession
    kind: Kind
    """``done`` after the flow was finished, ``left`` by the portal's link or by backing out."""
    destination: str
    """The page to go on to."""


def return_path(session: PortalSession, kind: Kind) -> str:
    """Return the path that Stripe sends the customer back to; only Stripe and the customer ever see it."""
    try:
        return reverse("billing_portal:return", args=[tokens.sign(PURPOSE, [kind, session.public_id.hex])])
    except NoReverseMatch:
        raise NotConfigured("The URLconf does not include django_billing_portal.urls.") from None


def record_return(*, token: str, request: "HttpRequest | None" = None) -> Arrival:
    """Note that a customer came back; the first arrival of each kind is told to ``session_returned``.

    Raises InvalidToken for a token that is not ours, or whose session was pruned.
    """
    kind, public_id = tokens.read(PURPOSE, token)
    # Not from a replica: whoever comes back at once may be faster than it.
    session = PortalSession.objects.using(router.db_for_write(PortalSession)).filter(public_id=public_id).first()
    if session is None:
        raise InvalidToken("The session of a return token is gone.")
    _settle(session, kind, request)
    return Arrival(session=session, kind=kind, destination=_destination(session, kind))


def _settle(session: PortalSession, kind: Kind, request: "HttpRequest | None") -> None:
    found = {"outcome": OUTCOMES[kind], "returned_at": timezone.now(), "encrypted_url": "", "url_until": None}
    # The condition is in the statement, so that of two simultaneous arrivals one is told.
    rows = PortalSession.objects.using(session._state.db)
    news = rows.filter(pk=session.pk, outcome__in=BEFORE[kind]).update(**found)
    if not news:
        return
    for name, value in found.items():
        setattr(session, name, value)
    tell = partial(session_returned.send_robust, PortalSession, session=session, kind=kind, request=request)
    transaction.on_commit(tell, using=session._state.db)


def _destination(session: PortalSession, kind: Kind) -> str:
    try:
        end = session.flow and session.flow.after_completion
    except InvalidFlow:
        # A later release stored it, and was rolled back.
        return session.return_to
    return str(end.url) if kind == "done" and isinstance(end, Redirect) else session.return_to
