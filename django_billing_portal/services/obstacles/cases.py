"""One flow for one customer, as the rules look at it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...wire.answers import Subscription
from ...wire.offers import Price
from ..completion import LIVE
from ..mentions import change_in, subscription_in

if TYPE_CHECKING:
    from ...flows import Flow, Item
    from ...wire.answers import SubscriptionItem
    from ..snapshots import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold what was read, and the flow that is asked about."""

    snapshot: "Snapshot"
    flow: "Flow | None"

    @property
    def type(self) -> str:
        """Return the flow's type; empty for the portal's home page."""
        return self.flow.type if self.flow else ""

    @property
    def candidates(self) -> list[Subscription]:
        """Return the subscriptions that a flow without one may mean; none where it names one, or takes none."""
        if self.flow and self.flow.needs_subscription:
            return [one for one in self.snapshot.subscriptions if one.status in LIVE]
        return []

    @property
    def named(self) -> Subscription | None:
        """Return the subscription that the flow names, where the customer has it: live, or ended."""
        id = subscription_in(self.flow)
        found = self.snapshot.thing(Subscription, id) if id else None
        return found if found and found.belongs_to(self.snapshot.ref.id) else None

    @property
    def subscription(self) -> Subscription | None:
        """Return the live subscription that the flow is about, once it is clear which one."""
        if self.named:
            return self.named if self.named.is_live else None
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def item(self) -> "SubscriptionItem | None":
        """Return the subscription's only item."""
        items = self.subscription.items if self.subscription else ()
        return items[0] if len(items) == 1 else None

    @property
    def change(self) -> "Item | None":
        """Return what the item is to become."""
        return change_in(self.flow)

    @property
    def price(self) -> Price | None:
        """Return the price that the item is to get, where the flow names one that Stripe knows."""
        if self.change and self.change.lookup_key:
            return self.snapshot.prices.get(self.change.lookup_key)
        return self.snapshot.thing(Price, self.change.price) if self.change and self.change.price else None
