"""Who pays Nordlicht for what, one customer for each state that billing knows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django_billing_portal.sandbox import clock, store
from django_billing_portal.sandbox.portal.actions import cancellations
from django_billing_portal.sandbox.resources import customers, invoices, payment_methods, subscriptions
from django_billing_portal.sandbox.store import Json

DAY = 24 * 60 * 60
MONTH = 30 * DAY
INTO_PERIOD = 10 * DAY
"""How far into their paid period everybody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Say who pays for what; the ids are ``cus_<key>``, ``sub_<key>``, ``si_<key>`` and ``pm_<key>``."""

    name: str
    email: str
    prices: tuple[str, ...] = ()
    """The subscriptions; from the second on, ids end in ``_2``."""
    quantity: int = 1
    bills: int = 0
    """How many months of paid invoices there are, beside the first one."""
    status: str = "active"
    livemode: bool = False


PEOPLE = {
    "alice": Person(name="Alice Lind", email="alice@example.com", prices=("price_pro_monthly",), bills=3),
    "bob": Person(name="Bob Ek", email="bob@example.com", prices=("price_starter_monthly",)),
    "team": Person(
        name="Team Aurora", email="aurora@example.com", prices=("price_business_monthly",), quantity=5, bills=2
    ),
    "dora": Person(name="Dora Holm", email="dora@example.com", prices=("price_starter_monthly", "price_pro_yearly")),
    "carl": Person(name="Carl Berg", email="carl@example.com", prices=("price_pro_monthly",), status="canceled"),
    "pia": Person(name="Pia Sand", email="pia@example.com", prices=("price_pro_monthly",), status="past_due"),
    "nils": Person(name="Nils Dahl", email="nils@example.com"),
    "live": Person(name="Liv Moe", email="liv@example.com", livemode=True),
}


def world() -> dict[str, Callable[[], object]]:
    """Return how to make each customer, by id."""
    return {f"cus_{key}": partial(_make, key, person) for key, person in PEOPLE.items()}


def _make(key: str, person: Person) -> None:
    customer = customers.create({"name": person.name, "email": person.email}, id=f"cus_{key}")
    card = payment_methods.add_card(customer["id"], id=f"pm_{key}")
    customer["invoice_settings"]["default_payment_method"] = card["id"]
    store.put(customer | {"livemode": person.livemode})
    for number, price in enumerate(person.prices, start=1):
        _subscribe(key if number == 1 else f"{key}_{number}", customer["id"], price, person)


def _subscribe(key: str, customer: str, price: str, person: Person) -> None:
    items = [{"id": f"si_{key}", "price": price, "quantity": person.quantity}]
    created = subscriptions.create({"customer": customer, "items": items}, id=f"sub_{key}")
    subscription = store.put(_aged(created, INTO_PERIOD))
    for months in range(person.bills, 0, -1):
        invoices.bill(subscription, reason="subscription_cycle", age=months * MONTH)
    _settle(subscription, person.status)


def _settle(subscription: Json, status: str) -> None:
    if status == "canceled":
        cancellations.cancel(subscription, mode="immediately")
    if status == "past_due":
        unpaid = invoices.bill(subscription, reason="subscription_cycle", paid=False)
        store.put(subscription | {"status": status, "latest_invoice": unpaid["id"]})


def _aged(subscription: Json, seconds: int) -> Json:
    start = clock.now() - seconds
    items = [
        item | {"current_period_start": start, "current_period_end": item["current_period_end"] - seconds}
        for item in subscription["items"]["data"]
    ]
    dates = {"created": start, "start_date": start, "billing_cycle_anchor": start}
    return subscription | dates | {"items": subscription["items"] | {"data": items}}
