"""What Stripe says of a customer now, as far as some flows need it: each thing is read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from .. import gateway
from ..conf import portal_settings
from ..flows import SubscriptionFlow
from ..wire.answers import Subscription
from ..wire.offers import Configuration
from .mentions import Mention, change_in, mentions, unsupported
from .remembering import Remembering
from .stories import Ask, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..flows import Flow
    from ..refs import CustomerRef
    from ..wire.answers import Customer
    from ..wire.deadline import Deadline
    from ..wire.offers import Price
    from .stories import Step

Thing = TypeVar("Thing")
KEYS_AT_ONCE = 10
"""How many lookup keys Stripe takes in one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Hold what the rules look at; what no flow needed, and what came after a dead end, was not read."""

    ref: "CustomerRef"
    livemode: bool
    """The mode of the API key."""
    configuration_id: str | None
    """The configuration that was chosen; None is Stripe's default."""
    customer: "Customer | None" = None
    configuration: Configuration | None = None
    subscriptions: tuple[Subscription, ...] = ()
    """The customer's live ones."""
    things: Mapping[Mention, Any] = field(default_factory=dict)
    """What flows name by kind and id; None where Stripe has no such thing."""
    prices: "Mapping[str, Price]" = field(default_factory=dict)
    """Active prices by lookup key."""

    @property
    def is_of_other_mode(self) -> bool:
        """Tell whether the customer lives where the API key does not reach."""
        known = {self.ref.livemode, self.customer.livemode if self.customer else None}
        return not known <= {None, self.livemode}

    def thing(self, kind: type[Thing], id: str) -> Thing | None:
        """Return a thing that a flow names."""
        found: Thing | None = self.things.get((kind, id))
        return found


def taking_snapshot(
    customer: "CustomerRef",
    flows: "Iterable[Flow | None]",
    *,
    configuration: str | None,
    deadline: "Deadline",
    remembers: bool = False,
) -> Story[Snapshot]:
    """Read what these flows need: two calls for most of them, and one for each thing that a flow names.

    What is the operator's may be half a minute old where somebody ``remembers``.
    """
    wanted = [flow for flow in flows if not unsupported(flow)]
    snapshot = Snapshot(ref=customer, livemode=portal_settings.livemode, configuration_id=configuration)
    if snapshot.is_of_other_mode or not wanted:
        return snapshot
    look = _Look(wanted, customer, partial(Ask, gateway, deadline=deadline), remembers)
    found = yield from look.at_customer()
    snapshot = replace(snapshot, customer=found)
    if found is None or found.is_deleted:
        return snapshot
    chosen = yield from look.at_configuration(configuration)
    snapshot = replace(snapshot, configuration=chosen)
    if chosen is None or not chosen.is_active:
        return snapshot
    subscriptions = yield from look.at_subscriptions(found)
    snapshot = replace(snapshot, subscriptions=subscriptions)
    return (yield from look.at_more(snapshot))


def adding_to_snapshot(snapshot: Snapshot, flow: "Flow | None", *, deadline: "Deadline") -> Story[Snapshot]:
    """Read what this flow names, beside what was read before; nothing after a dead end."""
    if snapshot.configuration is None or not snapshot.configuration.is_active:
        return snapshot
    look = _Look([flow], snapshot.ref, partial(Ask, gateway, deadline=deadline), remembers=False)
    return (yield from look.at_more(snapshot))


@dataclass(frozen=True, slots=True)
class _Look:
    flows: "Sequence[Flow | None]"
    customer: "CustomerRef"
    ask: "Callable[..., Ask]"
    remembers: bool

    @property
    def needs_subscriptions(self) -> bool:
        return any(isinstance(flow, SubscriptionFlow) for flow in self.flows)

    def at_customer(self) -> "Story[Customer | None]":
        words = {"customer": self.customer, "with_subscriptions": self.needs_subscriptions}
        found: Customer | None = yield self.ask("look_up_customer", **words)
        return found

    def at_configuration(self, id: str | None) -> Story[Configuration | None]:
        if id:
            return (yield from self.at(Configuration, id))
        found: Configuration | None = yield self.offered(
            "look_up_default_configuration", account=self.customer.account
        )
        return found

    def at_subscriptions(self, known: "Customer") -> Story[tuple[Subscription, ...]]:
        # Stripe shows ten with a customer, and none with an account of Accounts v2.
        shows_all = self.customer.param == "customer" and not known.has_more
        if shows_all or not self.needs_subscriptions:
            return known.subscriptions
        found: tuple[Subscription, ...] = yield self.ask("list_subscriptions", customer=self.customer, is_look=True)
        return found

    def at_more(self, snapshot: Snapshot) -> Story[Snapshot]:
        things = yield from self.at_things(snapshot)
        return replace(snapshot, things=things, prices={**snapshot.prices, **(yield from self.at_prices())})

    def at_things(self, snapshot: Snapshot) -> Story[Mapping[Mention, Any]]:
        found: dict[Mention, Any] = dict(snapshot.things)
        found |= {(Subscription, one.id): one for one in snapshot.subscriptions}
        for mention in (mention for flow in self.flows for mention in mentions(flow)):
            if mention not in found:
                found[mention] = yield from self.at(*mention)
        return found

    def at_prices(self) -> "Story[Mapping[str, Price]]":
        changes = filter(None, map(change_in, self.flows))
        keys = list(dict.fromkeys(change.lookup_key for change in changes if change.lookup_key))
        found: list[Price] = []
        for start in range(0, len(keys), KEYS_AT_ONCE):
            words = {"lookup_keys": tuple(keys[start : start + KEYS_AT_ONCE]), "account": self.customer.account}
            found += yield self.offered("look_up_prices", **words)
        return {price.lookup_key: price for price in found}

    def at(self, kind: type[Thing], id: str) -> Story[Thing | None]:
        ask = self.ask if kind is Subscription else self.offered
        found: Thing | None = yield ask("look_up", kind=kind, id=id, account=self.customer.account)
        return found

    def offered(self, verb: str, **words: Any) -> "Step":
        """Ask for something of the operator's."""
        ask = self.ask(verb, **words)
        return Remembering(ask) if self.remembers else ask
