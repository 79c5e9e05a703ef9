import pytest

from django_billing_portal.sandbox import clock, periods, store
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.portal.actions import cancellations, discounts, pauses

YEAR = 366 * 24 * 60 * 60


def alice():
    return store.get("sub_alice")


def period_end():
    return alice()["items"]["data"][0]["current_period_end"]


def pass_the_period():
    clock.advance(period_end() - clock.now())


def invoices():
    return len(store.list("invoice", customer="cus_alice"))


@pytest.fixture(autouse=True)
def _world(world):
    pass


def test_catch_up__nothing_is_due():
    before = len(store.list("event"))

    periods.catch_up()

    assert len(store.list("event")) == before


def test_catch_up__renews_with_an_invoice():
    end, bills = period_end(), invoices()
    pass_the_period()

    periods.catch_up()

    assert period_end() == later(end, "month")
    assert invoices() == bills + 1
    assert store.list("invoice", customer="cus_alice")[0]["id"] == alice()["latest_invoice"]


def test_catch_up__renews_once_for_each_period():
    bills = invoices()
    clock.advance(YEAR)

    periods.catch_up()

    assert invoices() in {bills + 12, bills + 13}


def test_catch_up__charges_less_with_a_discount():
    discounts.apply(alice(), store.get("STAY20"))
    pass_the_period()

    periods.catch_up()

    assert store.list("invoice", customer="cus_alice")[0]["total"] == 2320


@pytest.mark.parametrize("billing_mode", ["classic", "flexible"])
def test_catch_up__ends_what_was_cancelled(billing_mode):
    cancellations.cancel(store.put(alice() | {"billing_mode": {"type": billing_mode}}), mode="at_period_end")
    pass_the_period()

    periods.catch_up()

    assert alice()["status"] == "canceled"


def test_catch_up__resumes_what_was_paused_for_a_while():
    pauses.pause(alice(), interval="week", count=1)

    clock.advance(6 * 86400)
    periods.catch_up()
    assert alice()["status"] == "paused"

    clock.advance(86400)
    periods.catch_up()
    assert alice()["status"] == "active"


def test_catch_up__leaves_what_is_paused_without_end():
    pauses.pause(alice(), interval="", count=0)
    clock.advance(YEAR)

    periods.catch_up()

    assert alice()["status"] == "paused"


def test_catch_up__in_every_account(api):
    options = {"stripe_account": "acct_shop"}
    customer = api.customers.create({"name": "Shop's own"}, options)
    product = api.products.create({"name": "Box"}, options)
    recurring = {"currency": "eur", "unit_amount": 100, "recurring": {"interval": "week"}, "product": product.id}
    price = api.prices.create(recurring, options)
    api.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]}, options)
    clock.advance(7 * 86400)

    periods.catch_up()

    assert len(api.invoices.list(options=options).data) == 2


@pytest.mark.parametrize(("status", "then"), [("trialing", "active"), ("past_due", "past_due")])
def test_catch_up__ends_trials_and_forgives_no_debts(status, then):
    store.put(alice() | {"status": status})
    pass_the_period()

    periods.catch_up()

    assert alice()["status"] == then
