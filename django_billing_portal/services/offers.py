"""What pages offer: as far as Stripe tells in time what would work, and everything where it does not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import journal
from ..conf import portal_settings
from ..exceptions import BillingPortalError, Fault, NotConfigured
from ..wire import guards
from ..wire.deadline import Deadline
from .availability import availabilities, declared_flows, finding_or_newcomer, looking
from .choices import find_for_newcomer, unseen
from .stories import Ask, atell, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from ..refs import CustomerRef
    from .availability import Availability, Find, Flows
    from .stories import Story

PASSING_SECONDS, LASTING_SECONDS = 10, 600
"""How long nobody looks again: after what passes by itself, and after what somebody has to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Say what a page may offer to somebody."""

    flows: "tuple[Availability, ...]"
    """The portal's home page, then every declared flow in its order."""
    is_checked: bool
    """Whether anybody looked; where nobody could, everything is offered that the installed SDK knows."""


def offer_flows(*, user: Any, subject: "Model | None" = None, subscription: str | None = None) -> Offer:
    """Return what list_flows() does, but never fail because of Stripe: what nobody could look at is offered.

    Raises a BillingPortalError, not logged yet, where this person may not manage this subject or has no customer.
    """
    return tell(_offering(user, user if subject is None else subject, subscription))


async def aoffer_flows(*, user: Any, subject: "Model | None" = None, subscription: str | None = None) -> Offer:
    """See offer_flows()."""
    return await atell(_offering(user, user if subject is None else subject, subscription))


def _offering(user: Any, subject: "Model", subscription: str | None) -> "Story[Offer]":
    flows, seconds = declared_flows(), portal_settings.PREFLIGHT_SECONDS
    customer = yield from finding_or_newcomer(user, subject, Deadline.after(portal_settings.DEADLINE_SECONDS))
    find: Find | None = find_for_newcomer if seconds else None
    if customer:
        try:
            find = yield from looking_in_turn(customer, flows, subscription=subscription)
        except BillingPortalError as error:
            find = None
            journal.record(error)
    return Offer(flows=availabilities(flows, find or unseen(subscription)), is_checked=find is not None)


def looking_in_turn(
    customer: "CustomerRef", flows: "Flows", *, subscription: str | None = None, configuration: str | None = None
) -> "Story[Find | None]":
    """Return what finds the obstacles, None where nobody may look now; raises what keeps Stripe from telling."""
    leave: Callable[[], None] | None = yield from _taking_turn(customer)
    if leave is None:
        return None
    try:
        # Whoever looked meanwhile may have failed.
        if _is_closed(customer):
            return None
        deadline = Deadline.after(portal_settings.PREFLIGHT_SECONDS)
        words = {"subscription": subscription, "configuration": configuration}
        return (yield from looking(customer, flows, deadline, **words))
    except BillingPortalError as error:
        # Before the next one's turn.
        _close(customer, error)
        raise
    finally:
        leave()


def _taking_turn(customer: "CustomerRef") -> "Story[Callable[[], None] | None]":
    if not portal_settings.PREFLIGHT_SECONDS or _is_closed(customer):
        return None
    leave: Callable[[], None] | None = yield Ask(guards.lookout(), "take")
    return leave


def _is_closed(customer: "CustomerRef") -> bool:
    return guards.lookout().is_closed(_everybody(customer), _alone(customer))


def _close(customer: "CustomerRef", error: BillingPortalError) -> None:
    """Let nobody look there for a while: a key that may not read will not a second later either."""
    seconds = PASSING_SECONDS if error.fault is Fault.TRANSIENT else LASTING_SECONDS
    says_all = error.fault is Fault.TRANSIENT or isinstance(error, NotConfigured)
    guards.lookout().close(_everybody(customer) if says_all else _alone(customer), seconds=seconds)


def _everybody(customer: "CustomerRef") -> tuple[Any, ...]:
    return (*guards.place(), customer.account)


def _alone(customer: "CustomerRef") -> tuple[Any, ...]:
    # What Stripe refuses for this customer alone says nothing of the others.
    return (*_everybody(customer), customer.id)
