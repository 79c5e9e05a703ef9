"""Open somebody else's portal, as staff do on the telephone: for a reason, and never without a trace."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from ..conf import portal_settings
from ..exceptions import NotAllowed
from ..refs import SubjectRef
from ..wire.deadline import Deadline
from .customers import resolving_customer
from .orders import take_order
from .sessions import minting_for
from .stories import Records, Story
from .trail import Act, record_act
from .verbs import aperform, perform

if TYPE_CHECKING:
    from django.db.models import Model

    from ..flows import Flow
    from ..models import PortalSession

SOURCE = "staff"


class Places(TypedDict, total=False):
    """Where to go and where to come back to, as mint_session() takes them."""

    flow: "Flow | str | None"
    return_to: str | None
    origin: str | None


def open_as_customer(*, staff: Any, subject: "Model", reason: str, **places: Unpack[Places]) -> "PortalSession":
    """Return a session of the subject's portal for a member of staff, and write down who opened it and why.

    The resolver is asked for the customer, and not whether this person may: the caller makes sure that they may, by
    the permission ``billing_portal.open_as_customer``. Raises NotAllowed without a reason, else as mint_session().
    """
    return perform(lambda: _opening(staff, subject, reason.strip(), places))


async def aopen_as_customer(*, staff: Any, subject: "Model", reason: str, **places: Unpack[Places]) -> "PortalSession":
    """See open_as_customer()."""
    return await aperform(lambda: _opening(staff, subject, reason.strip(), places))


def _opening(staff: Any, subject: "Model", reason: str, places: Places) -> Story["PortalSession"]:
    if not reason:
        raise NotAllowed("Whoever opens somebody else's portal has to say why.")
    order = replace(take_order(user=staff, subject=subject, source=SOURCE, **places), reason=reason)
    deadline = Deadline.after(portal_settings.DEADLINE_SECONDS)
    customer = yield from resolving_customer(subject)
    session = yield from minting_for(order, customer, deadline)
    # Before anybody gets the URL: what cannot be written down does not happen.
    told = f"{SubjectRef.of(subject)}, {customer.id}: {reason}"
    yield Records(partial(record_act, Act.OPENED_PORTAL, user=staff, target=session, message=told))
    return session
