"""What a link asks for: told only to whoever may use it, and before they press, as far as Stripe tells in time."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import journal
from ..conf import portal_settings
from ..exceptions import BillingPortalError
from .admission import Admission, admitting, same_customer
from .availability import availabilities
from .choices import unseen
from .offers import looking_in_turn
from .stories import Records, Story

if TYPE_CHECKING:
    from ..flows import Flow
    from ..models import PortalLink
    from ..refs import CustomerRef
    from .availability import Availability, Find, Flows


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Hold what the page of a link shows."""

    link: "PortalLink"
    home: "Availability"
    """The portal's home page, and what stands in its way."""
    asked_for: "Availability"
    """What the link opens, its label, and what stands in its way; the same as ``home`` for a link to that."""

    @property
    def uses_left(self) -> int:
        """Return how often it can still be used."""
        return self.link.max_uses - self.link.uses


def inviting(*, token: str, user: Any) -> Story[Invitation]:
    """Tell what a link asks of this person; raises what keeps it from working for them."""
    admission = yield from admitting(token=token, user=user)
    link = admission.link
    link.require_use()
    customer = yield from same_customer(admission)
    flows: Flows = {None: None} | ({link.flow_name or "a link": _flow(link)} if link.flow_data else {})
    try:
        find = yield from _finding(admission, customer, flows)
    except BillingPortalError as error:
        find = None
        journal.record(error)
    # Operators are told of what only they can mend, as on the portal's own page.
    found = yield Records(partial(availabilities, flows, find or unseen(None)))
    return Invitation(link=link, home=found[0], asked_for=found[-1])


def _finding(admission: Admission, customer: "CustomerRef", flows: "Flows") -> "Story[Find | None]":
    # Mail scanners and prefetchers are nobody, and whoever just holds the link learns nothing of the customer: Stripe
    # is not asked for them.
    if not admission.is_authorized:
        return None
    return (yield from looking_in_turn(customer, flows, configuration=admission.link.configuration or None))


def _flow(link: "PortalLink") -> "Flow | None":
    # A label is not stored; a declared flow may have one.
    flow, declared = link.flow, portal_settings.FLOWS.get(link.flow_name)
    return replace(flow, label=declared.label) if flow and declared else flow
