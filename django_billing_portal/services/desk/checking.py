"""Whether a flow would work for a customer whom staff are looking at."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ... import journal
from ...exceptions import BillingPortalError
from ...wire.deadline import Deadline
from ..obstacles import Obstacle, find_obstacles, find_unsupported
from ..snapshots import adding_to_snapshot
from ..stories import tell
from .looking import seconds
from .wording import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...flows import Flow
    from .looking import Desk

HOPELESS = frozenset(
    {"flow_unsupported", "stale_customer", "unknown_subscription", "subscription_ended", "unknown_item"}
)
"""What time does not mend: a link for it could never work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Say whether a flow would work now."""

    obstacles: tuple[Obstacle, ...]
    is_checked: bool
    """Whether Stripe was asked."""

    @property
    def is_hopeless(self) -> bool:
        """Tell whether it could never work."""
        return any(one.code in HOPELESS for one in self.obstacles)


def check_for_staff(desk: "Desk | None", flow: "Flow | None") -> Checked:
    """Find what stands in the way of a flow now; without a desk, or without an answer, what is known unasked."""
    if desk is None or desk.snapshot is None:
        return Checked(obstacles=_for_staff(find_unsupported(flow)), is_checked=False)
    try:
        snapshot = tell(adding_to_snapshot(desk.snapshot, flow, deadline=Deadline.after(seconds())))
    except BillingPortalError as trouble:
        journal.record(trouble)
        return Checked(obstacles=_for_staff(find_unsupported(flow)), is_checked=False)
    return Checked(obstacles=_for_staff(find_obstacles(snapshot, flow)), is_checked=True)


def _for_staff(found: "Iterable[Obstacle]") -> tuple[Obstacle, ...]:
    # The usual words are for whoever writes the flow.
    return tuple(replace(one, fix=in_words(one.code, one.fix)) for one in found)
