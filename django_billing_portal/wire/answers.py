"""What the gateway hands out instead of Stripe's objects: sessions, subscriptions, customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from .fields import entries, identify, name, text, within

NO_LIST: Mapping[str, Any] = {"data": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class MintedSession:
    """Hold a fresh portal session. https://docs.stripe.com/api/customer_portal/sessions/object"""

    id: str
    url: str = field(repr=False)
    livemode: bool
    configuration: str
    created: datetime

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's session object."""
        return cls(
            id=name(answer, "id"),
            url=text(answer, "url"),
            livemode=bool(answer.get("livemode")),
            configuration=identify(answer.get("configuration")),
            created=datetime.fromtimestamp(answer.get("created") or 0, UTC),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionItem:
    """Hold one line of a subscription."""

    id: str
    price: str
    product: str
    quantity: int | None
    is_metered: bool = False
    """Whether the customer pays by usage."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's subscription item, whether its price is expanded or not."""
        price = answer.get("price")
        shown: Mapping[str, Any] = price if isinstance(price, Mapping) else {}
        return cls(
            id=name(answer, "id"),
            price=identify(price),
            product=identify(shown.get("product")),
            quantity=answer.get("quantity"),
            is_metered=within(shown, "recurring").get("usage_type") == "metered",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Hold what a flow needs to know of a subscription. https://docs.stripe.com/api/subscriptions/object"""

    id: str
    status: str
    customer: str
    items: tuple[SubscriptionItem, ...]
    cancel_at: int | None
    cancel_at_period_end: bool
    schedule: str
    collection_method: str
    customer_account: str = ""
    """The customer's account with Accounts v2."""
    is_flexible: bool = False
    """Whether its billing mode is the flexible one, Stripe's default for new subscriptions."""

    @property
    def is_live(self) -> bool:
        """Tell whether the portal could still do anything with it."""
        return self.status not in {"canceled", "incomplete_expired"}

    @property
    def is_ending(self) -> bool:
        """Tell whether a cancel is scheduled, in either billing mode."""
        return self.cancel_at is not None or self.cancel_at_period_end

    def belongs_to(self, customer: str) -> bool:
        """Tell whether it is this customer's, by either of the ids that a customer may have."""
        return customer in {self.customer, self.customer_account}

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's subscription object."""
        account = identify(answer.get("customer_account"))
        return cls(
            id=name(answer, "id"),
            status=text(answer, "status"),
            customer=identify(answer.get("customer")) or account,
            items=tuple(map(SubscriptionItem.read, entries(answer.get("items") or NO_LIST))),
            cancel_at=answer.get("cancel_at"),
            cancel_at_period_end=bool(answer.get("cancel_at_period_end")),
            schedule=identify(answer.get("schedule")),
            collection_method=answer.get("collection_method") or "charge_automatically",
            customer_account=account,
            is_flexible=within(answer, "billing_mode").get("type") == "flexible",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Hold a customer together with the live subscriptions. https://docs.stripe.com/api/customers/object"""

    id: str
    livemode: bool | None
    """None where Stripe does not say, of a deleted one for example."""
    is_deleted: bool = False
    subscriptions: tuple[Subscription, ...] = ()
    """Those that have not ended; empty where they were not asked for."""
    has_more: bool = False
    """Whether there are more subscriptions than an answer about a customer holds."""
    email: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    preferred_locales: tuple[str, ...] = ()

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's customer object, or its account with Accounts v2."""
        listed = answer.get("subscriptions") or NO_LIST
        return cls(
            id=name(answer, "id"),
            livemode=answer.get("livemode"),
            is_deleted=bool(answer.get("deleted")),
            subscriptions=live(listed),
            has_more=bool(listed.get("has_more")),
            email=str(answer.get("email") or answer.get("contact_email") or ""),
            name=str(answer.get("name") or answer.get("display_name") or ""),
            preferred_locales=tuple(map(str, answer.get("preferred_locales") or ())),
        )


def live(answer: Mapping[str, Any]) -> tuple[Subscription, ...]:
    """Read Stripe's list of subscriptions, without those that have ended."""
    return tuple(found for found in map(Subscription.read, entries(answer)) if found.is_live)
