"""Ask, before anybody clicks, whether Stripe will accept a flow for a customer, and why not."""

from functools import partial
from typing import TYPE_CHECKING

from ..conf import portal_settings
from ..wire.deadline import Deadline
from .obstacles import Obstacle, find_obstacles
from .orders import chosen_configuration, chosen_flow
from .snapshots import taking_snapshot
from .verbs import aperform, perform

if TYPE_CHECKING:
    from ..flows import Flow
    from ..refs import CustomerRef
    from .stories import Story

__all__ = ["Obstacle", "apreflight", "preflight"]


def preflight(
    customer: "CustomerRef", flow: "Flow | str | None", *, configuration: str | None = None
) -> list[Obstacle]:
    """Return what stands in the way of this flow, the most fundamental first; nothing where Stripe will accept it.

    ``flow`` and ``configuration`` are what mint_session() takes. It checks no person and mints nothing. Raises a
    BillingPortalError, already logged, where a name is not declared or Stripe cannot be asked. Follows
    https://docs.stripe.com/customer-management/portal-deep-links
    """
    return perform(partial(_looking, customer, flow, configuration))


async def apreflight(
    customer: "CustomerRef", flow: "Flow | str | None", *, configuration: str | None = None
) -> list[Obstacle]:
    """See preflight()."""
    return await aperform(partial(_looking, customer, flow, configuration))


def _looking(customer: "CustomerRef", flow: "Flow | str | None", configuration: str | None) -> "Story[list[Obstacle]]":
    chosen, deadline = chosen_flow(flow), Deadline.after(portal_settings.DEADLINE_SECONDS)
    snapshot = yield from taking_snapshot(
        customer, [chosen], configuration=chosen_configuration(configuration), deadline=deadline
    )
    return find_obstacles(snapshot, chosen)
