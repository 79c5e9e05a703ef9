"""Use a link: the person first, then the link's state, then the customer, and then a session as for any click."""

import uuid
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import router
from django.urls import reverse

from ..conf import portal_settings
from ..exceptions import FlowUnavailable, FlowUnsupported, UnknownSubscription
from ..models import PortalSession
from ..models.states import Status
from ..wire.deadline import Deadline
from .admission import Admission, admitting, same_customer
from .orders import Order, take_order
from .sessions import minting_for
from .stories import Records

if TYPE_CHECKING:
    from .stories import Story

SOURCE = "link"
_IMPOSSIBLE = (FlowUnavailable.code, FlowUnsupported.code, UnknownSubscription.code)


def redeeming(
    *, token: str, user: Any, visit: str, home: bool, origin: str | None, address: str
) -> "Story[PortalSession]":
    """Mint for the customer of a link, and spend one of its uses."""
    deadline = Deadline.after(portal_settings.DEADLINE_SECONDS)
    admission = yield from admitting(token=token, user=user)
    admission.link.require_live()
    customer = yield from same_customer(admission)
    at_home = home and (yield Records(partial(_may_go_home, admission)))
    # Who brings no visit is nobody's double.
    order = replace(_order(admission, at_home, origin), visit=visit or uuid.uuid4().hex, address=address)
    return (yield from minting_for(order, customer, deadline))


def _may_go_home(admission: Admission) -> bool:
    """Tell whether this person may see more than they were sent for: always, if this billing is theirs to manage."""
    if admission.is_authorized:
        return True
    # Whoever just holds the link may not choose to; only where what they were sent for proved impossible.
    failed = admission.link.sessions.using(router.db_for_write(PortalSession)).filter(status=Status.FAILED)
    return bool(failed.filter(failure__in=_IMPOSSIBLE).exists())


def _order(admission: Admission, home: bool, origin: str | None) -> Order:
    link = admission.link
    order = take_order(
        user=admission.person,
        subject=admission.subject,
        flow=None if home else link.flow,
        return_to=link.return_to or _goodbye(admission),
        locale=link.locale or None,
        configuration=link.configuration or None,
        on_behalf_of=link.on_behalf_of or None,
        origin=origin,
        source=SOURCE,
    )
    return replace(order, flow_name="" if home else link.flow_name, link=link)


def _goodbye(admission: Admission) -> str | None:
    # RETURN_URL is the account page, mostly: whoever only holds a link would be asked to sign in there.
    return None if admission.person else reverse("billing_portal:link_done")
