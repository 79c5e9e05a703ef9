"""What a person can do in the portal now: every declared flow, and what stands in its way."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext as _

from ..conf import portal_settings
from ..exceptions import Fault, NoCustomer, NotConfigured
from ..flows import Flow
from ..wire.deadline import Deadline
from .choices import find_for_choice, find_for_newcomer, unseen
from .connections import give_all_back
from .customers import finding_customer
from .obstacles import Obstacle
from .orders import chosen_configuration, named_flow
from .snapshots import taking_snapshot
from .stories import Records, Story
from .verbs import aperform, perform

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef

logger = logging.getLogger("django_billing_portal")

HOUR = 3600
Flows: TypeAlias = Mapping[str | None, Flow | None]
Find: TypeAlias = Callable[[Flow | None], Sequence[Obstacle]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Say of one flow whether it would work now."""

    name: str | None
    """The name under which the project declares it; None is the portal's home page."""
    flow: Flow | None
    """The flow itself; None for the portal's home page."""
    label: str
    """What its button says, in the active language."""
    obstacles: tuple[Obstacle, ...]
    """What stands in its way, the most fundamental first."""

    @property
    def is_available(self) -> bool:
        """Tell whether Stripe would accept it."""
        return not self.obstacles


def list_flows(
    *, user: Any, subject: "Model | None" = None, subscription: str | None = None
) -> tuple[Availability, ...]:
    """Return the portal's home page, then every declared flow in its order, with what stands in the way of each.

    Flows that name no subscription are judged for the chosen one, else for the customer's only live one. All of them
    cost two calls to Stripe, and one for each thing that a flow names; with ``PREFLIGHT_SECONDS`` 0 none, and then
    every flow is available that the installed SDK knows. Creates no customer and mints nothing. Raises a
    BillingPortalError, already logged, as mint_session() does.
    """
    return perform(partial(_listing, user, user if subject is None else subject, subscription))


async def alist_flows(
    *, user: Any, subject: "Model | None" = None, subscription: str | None = None
) -> tuple[Availability, ...]:
    """See list_flows()."""
    return await aperform(partial(_listing, user, user if subject is None else subject, subscription))


def _listing(user: Any, subject: "Model", subscription: str | None) -> Story[tuple[Availability, ...]]:
    seconds, flows = portal_settings.PREFLIGHT_SECONDS, declared_flows()
    deadline = Deadline.after(seconds or portal_settings.DEADLINE_SECONDS)
    customer = yield from finding_or_newcomer(user, subject, deadline)
    if not seconds:
        return availabilities(flows, unseen(subscription))
    if customer is None:
        return availabilities(flows, find_for_newcomer)
    return availabilities(flows, (yield from looking(customer, flows, deadline, subscription=subscription)))


def declared_flows() -> Flows:
    """Return the portal's home page and every flow that the project declares, by name; without what is no flow."""
    named = ((name, _flow_or_warning(name)) for name in portal_settings.FLOWS)
    return {None: None, **{name: flow for name, flow in named if flow}}


def _flow_or_warning(name: str) -> Flow | None:
    try:
        return named_flow(name)
    except NotConfigured as error:
        _warn(_hour(), error.code, str(error.fault), name, error.detail)
        return None


def finding_or_newcomer(user: Any, subject: "Model", deadline: Deadline) -> "Story[CustomerRef | None]":
    """Return the customer that this person may manage; None for a newcomer whose first click creates them."""
    try:
        return (yield from finding_customer(user=user, subject=subject, deadline=deadline, may_create=False))
    except NoCustomer:
        if portal_settings.CREATE_CUSTOMERS:
            return None
        raise


def looking(
    customer: "CustomerRef",
    flows: Flows,
    deadline: Deadline,
    *,
    subscription: str | None,
    configuration: str | None = None,
) -> Story[Find]:
    """Look at Stripe, and return what finds the obstacles."""
    yield Records(give_all_back)
    chosen = chosen_configuration(configuration)
    snapshot = yield from taking_snapshot(
        customer, flows.values(), configuration=chosen, deadline=deadline, remembers=True
    )
    return partial(find_for_choice, snapshot, subscription)


def availabilities(flows: Flows, find: Find) -> tuple[Availability, ...]:
    """Say of each flow whether it would work, and tell operators what only they can remove."""
    found = tuple(_availability(name, flow, find) for name, flow in flows.items())
    _tell_operators(found)
    return found


def _availability(name: str | None, flow: Flow | None, find: Find) -> Availability:
    label = str(flow.label or flow.default_label) if flow else _("Open the billing portal")
    return Availability(name=name, flow=flow, label=label, obstacles=tuple(find(flow)))


def _tell_operators(found: Sequence[Availability]) -> None:
    """Log what only they can remove, once for each code: customers no longer run into it, and will not complain."""
    for code, (names, first) in _by_code(found).items():
        _warn(_hour(), code, str(first.fault), ", ".join(names), first.fix)


def _hour() -> int:
    return int(time.time()) // HOUR


@lru_cache(maxsize=1000)
def _warn(_hour: int, code: str, fault: str, names: str, fix: str) -> None:
    """Log the same thing once an hour: every visitor of a page finds it anew."""
    extra = {"billing_code": code, "billing_fault": fault}
    logger.warning("%s stands in the way of %s: %s", code, names, fix, extra=extra)


def forget() -> None:
    """Warn anew of everything: a test starts its own hour."""
    _warn.cache_clear()


def _by_code(found: Sequence[Availability]) -> Mapping[str, tuple[list[str], Obstacle]]:
    grouped: dict[str, tuple[list[str], Obstacle]] = {}
    for each in found:
        for one in each.obstacles:
            if one.fault is not Fault.CUSTOMER:
                grouped.setdefault(one.code, ([], one))[0].append(each.name or "the portal")
    return grouped
