"""Use a link: the person first, then the link's state, then the customer, and then a session as for any click."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..conf import portal_settings
from ..exceptions import NoCustomer, StaleCustomer
from ..wire.deadline import Deadline
from .customers import resolving_customer
from .invitations import Invitation, admitting
from .orders import Order, take_order
from .sessions import minting_for
from .stories import Records, Story

if TYPE_CHECKING:
    from ..models import PortalSession
    from ..refs import CustomerRef

SOURCE = "link"


def redeeming(
    *, token: str, user: Any, visit: str, home: bool, origin: str | None, address: str
) -> Story["PortalSession"]:
    """Mint for the customer of a link, and spend one of its uses."""
    deadline = Deadline.after(portal_settings.DEADLINE_SECONDS)
    invitation = yield from admitting(token=token, user=user)
    invitation.link.require_live()
    customer = yield from _same_customer(invitation)
    person = yield Records(partial(_person, user))
    order = replace(_order(invitation, person, home, origin), visit=visit, address=address)
    return (yield from minting_for(order, customer, deadline))


def _person(user: Any) -> Any:
    return user if getattr(user, "is_authenticated", False) else None


def _same_customer(invitation: Invitation) -> "Story[CustomerRef]":
    """Return the link's customer, where the project still keeps that one for the subject."""
    link = invitation.link
    try:
        found = yield from resolving_customer(invitation.subject)
    except NoCustomer as error:
        gone = StaleCustomer(f"Link {link.public_id} was made for a customer. {error.detail}")
    else:
        if (found.id, found.account) == (link.customer, link.account):
            return found
        gone = StaleCustomer(f"Link {link.public_id} was made for another customer than the resolver names now.")
    raise gone


def _order(invitation: Invitation, person: Any, home: bool, origin: str | None) -> Order:
    link = invitation.link
    order = take_order(
        user=person,
        subject=invitation.subject,
        flow=None if home else link.flow,
        return_to=link.return_to or None,
        locale=link.locale or None,
        configuration=link.configuration or None,
        on_behalf_of=link.on_behalf_of or None,
        origin=origin,
        source=SOURCE,
    )
    return replace(order, flow_name="" if home else link.flow_name, link=link)
