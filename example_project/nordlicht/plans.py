"""One running subscription, in the words of the account page."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from .offers import BY_LOOKUP_KEY, money

if TYPE_CHECKING:
    from stripe import Price, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Say what somebody pays, when next, and whether it ends."""

    subscription: str
    lookup_key: str
    name: str
    amount: int
    currency: str
    interval: str
    status: str
    renews: int | None
    """Seconds since 1970, as Stripe counts them."""
    ends: int | None
    """The same, where it is set to end."""

    @classmethod
    def of(cls, subscription: "Subscription") -> Self:
        """Read Stripe's subscription; ours have one item. https://docs.stripe.com/api/subscriptions/object"""
        item = subscription["items"].data[0]
        ends = subscription.cancel_at or (item.current_period_end if subscription.cancel_at_period_end else None)
        return cls(
            subscription=subscription.id,
            lookup_key=item.price.lookup_key or "",
            name=_name(item.price),
            amount=(item.price.unit_amount or 0) * (item.quantity or 1),
            currency=item.price.currency,
            interval=item.price.recurring.interval if item.price.recurring else "",
            status=subscription.status,
            renews=item.current_period_end,
            ends=ends,
        )

    def to_json(self) -> dict[str, Any]:
        """Return what the copy keeps."""
        return asdict(self)

    @property
    def price(self) -> str:
        """Return ``€9`` or ``€9.50``."""
        return money(self.amount, self.currency)

    @property
    def renews_on(self) -> datetime | None:
        """Return when the next invoice is due."""
        return _moment(self.renews)

    @property
    def ends_on(self) -> datetime | None:
        """Return the last day, if somebody cancelled."""
        return _moment(self.ends)

    @property
    def state(self) -> str:
        """Return ``ending``, or Stripe's own status."""
        return "ending" if self.ends else self.status

    @property
    def features(self) -> tuple[str, ...]:
        """Return what is in the plan."""
        return BY_LOOKUP_KEY[self.lookup_key].features if self.lookup_key in BY_LOOKUP_KEY else ()

    @property
    def may_go_yearly(self) -> bool:
        """Tell whether there is a yearly price to move to."""
        return self.lookup_key == "nordlicht_plus_monthly" and self.state == "active"


def _name(price: "Price") -> str:
    offer = BY_LOOKUP_KEY.get(price.lookup_key or "")
    return offer.name if offer else price.nickname or "Your plan"


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
