"""What is asked of Stripe and how its answers are read; who asks, a thread or a coroutine, is decided elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, Self, TypedDict, TypeVar

from django_billing_portal.exceptions import StaleCustomer
from django_billing_portal.refs import CustomerRef

from .answers import Customer, MintedSession, Subscription, live
from .faults import SwitchedOff
from .fields import entries, name
from .offers import Configuration, Coupon, Offered, Price, PromotionCode

T_co = TypeVar("T_co", covariant=True)
PAGE = 100
#: Stripe does not show them unless it is asked to.
PRODUCTS = "features.subscription_update.products"


class Thing(Protocol):
    """Name what can be looked up by its id."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read Stripe's object."""


Found = TypeVar("Found", bound=Thing)
THINGS: Mapping[type[Any], tuple[str, Mapping[str, Any]]] = {
    Configuration: ("v1.billing_portal.configurations.retrieve", {"expand": [PRODUCTS]}),
    Coupon: ("v1.coupons.retrieve", {}),
    Price: ("v1.prices.retrieve", {}),
    PromotionCode: ("v1.promotion_codes.retrieve", {}),
    Subscription: ("v1.subscriptions.retrieve", {}),
}
"""Where each is looked up, and what to ask for with it."""
LISTS: Mapping[type[Any], tuple[str, Mapping[str, Any]]] = {
    Coupon: ("v1.coupons.list", {}),
    Price: ("v1.prices.list", {"active": True, "expand": ["data.product"]}),
    PromotionCode: ("v1.promotion_codes.list", {"active": True}),
}
"""Where those are listed that can be used, and what to ask for with them."""


class SessionOptions(TypedDict, total=False):
    """Name Stripe's parameters of a portal session; None means absent."""

    return_url: str | None
    flow_data: Mapping[str, Any] | None
    configuration: str | None
    locale: str | None
    on_behalf_of: str | None
    after_expiration: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T_co]):
    """Hold one request to Stripe."""

    service: str
    read: Callable[[Mapping[str, Any]], T_co]
    path: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    account: str = ""
    idempotency_key: str | None = None
    may_be_missing: bool = False
    """Whether it is an answer, None, that Stripe has no such thing."""
    is_look: bool = False
    """Whether nobody has clicked yet: the breaker learns nothing from its end."""

    @property
    def options(self) -> dict[str, str]:
        """Return the SDK's options of one call."""
        given = {"stripe_account": self.account, "idempotency_key": self.idempotency_key}
        return {name: value for name, value in given.items() if value}


def create_session(customer: CustomerRef, options: SessionOptions) -> Call[MintedSession]:
    """Ask for a portal session. https://docs.stripe.com/api/customer_portal/sessions/create"""

    def read(answer: Mapping[str, Any]) -> MintedSession:
        session = MintedSession.read(answer)
        require_same_mode(customer, livemode=session.livemode)
        return session

    params = {name: value for name, value in options.items() if value is not None}
    return Call(
        service="v1.billing_portal.sessions.create",
        params={customer.param: customer.id, **params},
        account=customer.account,
        read=read,
    )


def list_subscriptions(customer: CustomerRef, *, is_look: bool = False) -> Call[tuple[Subscription, ...]]:
    """Ask for a customer's newest hundred subscriptions. https://docs.stripe.com/api/subscriptions/list"""
    params = {customer.param: customer.id, "limit": PAGE}
    return Call(service="v1.subscriptions.list", params=params, account=customer.account, read=live, is_look=is_look)


def get_subscription(subscription: str, account: str) -> Call[Subscription]:
    """Ask for one subscription. https://docs.stripe.com/api/subscriptions/retrieve"""
    return Call(service="v1.subscriptions.retrieve", path=(subscription,), account=account, read=Subscription.read)


def find_price(lookup_key: str, account: str) -> Call[str]:
    """Ask which active price has a lookup key. https://docs.stripe.com/api/prices/list"""

    def read(answer: Mapping[str, Any]) -> str:
        if found := entries(answer):
            return name(found[0], "id")
        raise SwitchedOff(f"No active price has the lookup key {lookup_key!r}.")

    params = {"lookup_keys": [lookup_key], "active": True, "limit": 1}
    return Call(service="v1.prices.list", params=params, account=account, read=read)


def create_customer(params: Mapping[str, Any], account: str, idempotency_key: str) -> Call[CustomerRef]:
    """Ask for a new customer. https://docs.stripe.com/api/customers/create"""
    return Call(
        service="v1.customers.create",
        params=params,
        account=account,
        idempotency_key=idempotency_key,
        read=lambda answer: reference(answer, account),
    )


def get_customer(customer: CustomerRef) -> Call[CustomerRef]:
    """Ask whether a customer exists. https://docs.stripe.com/api/customers/retrieve"""

    def read(answer: Mapping[str, Any]) -> CustomerRef:
        if answer.get("deleted"):
            raise StaleCustomer("The customer was deleted at Stripe.")
        found = reference(answer, customer.account)
        require_same_mode(customer, livemode=found.livemode)
        return found

    return Call(service=_customers(customer), path=(customer.id,), account=customer.account, read=read)


def look_up_customer(customer: CustomerRef, *, with_subscriptions: bool) -> Call[Customer | None]:
    """Ask for a customer, and for at most ten subscriptions with them. https://docs.stripe.com/api/expanding_objects

    An account of Accounts v2 has none to show: list_subscriptions() has.
    """
    shows_them = with_subscriptions and customer.param == "customer"
    return Call(
        service=_customers(customer),
        path=(customer.id,),
        params={"expand": ["subscriptions"]} if shows_them else {},
        account=customer.account,
        read=Customer.read,
        may_be_missing=True,
        is_look=True,
    )


def look_up(kind: type[Found], id: str, account: str) -> Call[Found | None]:
    """Ask for one thing by its id."""
    service, params = THINGS[kind]
    return Call(
        service=service, path=(id,), params=params, account=account, read=kind.read, may_be_missing=True, is_look=True
    )


def look_up_default_configuration(account: str) -> Call[Configuration | None]:
    """Ask for the configuration of sessions that name none.

    https://docs.stripe.com/api/customer_portal/configurations/list
    """

    def read(answer: Mapping[str, Any]) -> Configuration | None:
        return next(map(Configuration.read, entries(answer)), None)

    params = {"is_default": True, "limit": 1, "expand": [f"data.{PRODUCTS}"]}
    return Call(
        service="v1.billing_portal.configurations.list", params=params, account=account, read=read, is_look=True
    )


def look_up_prices(lookup_keys: Sequence[str], account: str) -> Call[tuple[Price, ...]]:
    """Ask for the active prices that have these lookup keys, at most ten."""

    def read(answer: Mapping[str, Any]) -> tuple[Price, ...]:
        return tuple(map(Price.read, entries(answer)))

    params = {"lookup_keys": list(lookup_keys), "active": True, "limit": len(lookup_keys)}
    return Call(service="v1.prices.list", params=params, account=account, read=read, is_look=True)


def list_offered(kind: type[Found], account: str) -> Call[Offered[Found]]:
    """Ask for the first hundred things of a kind that the operator offers."""

    def read(answer: Mapping[str, Any]) -> Offered[Found]:
        return Offered(things=tuple(map(kind.read, entries(answer))), has_more=bool(answer.get("has_more")))

    service, params = LISTS[kind]
    return Call(service=service, params={**params, "limit": PAGE}, account=account, read=read, is_look=True)


def _customers(customer: CustomerRef) -> str:
    return "v2.core.accounts.retrieve" if customer.param == "customer_account" else "v1.customers.retrieve"


def reference(answer: Mapping[str, Any], account: str) -> CustomerRef:
    """Read Stripe's customer object, or its account with Accounts v2."""
    return CustomerRef(name(answer, "id"), account, bool(answer.get("livemode")))


def require_same_mode(customer: CustomerRef, *, livemode: bool | None) -> None:
    """Refuse an answer of the other mode: live and test never mix."""
    if customer.livemode not in {None, livemode}:
        raise StaleCustomer("The API key is of the other mode than this customer.")
