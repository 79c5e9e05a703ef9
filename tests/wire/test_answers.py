import pytest

from django_billing_portal.wire.answers import Customer, MintedSession, Subscription
from django_billing_portal.wire.fields import MalformedAnswer, entries, identify

ITEM = {"id": "si_1", "price": {"id": "price_1", "product": {"id": "prod_1"}}, "quantity": None}
SUBSCRIPTION = {"id": "sub_1", "status": "active", "customer": {"id": "cus_1"}, "items": {"data": [ITEM]}}


def test_subscription__with_expanded_objects():
    found = Subscription.read(SUBSCRIPTION)
    assert found.customer == "cus_1"
    assert (found.items[0].price, found.items[0].product, found.items[0].quantity) == ("price_1", "prod_1", None)
    assert (found.schedule, found.collection_method) == ("", "charge_automatically")


def test_subscription__with_bare_ids():
    item = {"id": "si_1", "price": "price_1", "quantity": 3}
    found = Subscription.read(
        {**SUBSCRIPTION, "customer": None, "customer_account": "acct_1", "items": {"data": [item]}}
    )
    assert found.customer == "acct_1"
    assert (found.items[0].price, found.items[0].product, found.items[0].quantity) == ("price_1", "", 3)


def test_subscription__without_items():
    assert Subscription.read({"id": "sub_1", "status": "paused"}).items == ()


@pytest.mark.parametrize(
    ("status", "live"), [("active", True), ("past_due", True), ("canceled", False), ("incomplete_expired", False)]
)
def test_subscription__is_live(status, live):
    assert Subscription.read({"id": "sub_1", "status": status}).is_live is live


@pytest.mark.parametrize(
    ("recurring", "metered"), [({"usage_type": "metered"}, True), ({"usage_type": "licensed"}, False), (None, False)]
)
def test_subscription__paid_by_usage(recurring, metered):
    item = {"id": "si_1", "price": {"id": "price_1", "recurring": recurring}}
    assert Subscription.read({**SUBSCRIPTION, "items": {"data": [item]}}).items[0].is_metered is metered


@pytest.mark.parametrize(
    ("mode", "flexible"), [({"type": "flexible"}, True), ({"type": "classic"}, False), (None, False)]
)
def test_subscription__billing_mode(mode, flexible):
    assert Subscription.read({**SUBSCRIPTION, "billing_mode": mode}).is_flexible is flexible


@pytest.mark.parametrize(
    ("answer", "ending"), [({}, False), ({"cancel_at": 1_800_000_000}, True), ({"cancel_at_period_end": True}, True)]
)
def test_subscription__set_to_be_cancelled(answer, ending):
    assert Subscription.read(SUBSCRIPTION | answer).is_ending is ending


@pytest.mark.parametrize(("customer", "theirs"), [("cus_1", True), ("acct_1", True), ("cus_2", False)])
def test_subscription__belongs_to(customer, theirs):
    found = Subscription.read(SUBSCRIPTION | {"customer_account": "acct_1"})
    assert found.belongs_to(customer) is theirs


def test_customer__with_live_subscriptions():
    ended = SUBSCRIPTION | {"id": "sub_2", "status": "canceled"}
    listed = {"data": [SUBSCRIPTION, ended], "has_more": True}
    found = Customer.read({"id": "cus_1", "livemode": True, "subscriptions": listed})
    assert [one.id for one in found.subscriptions] == ["sub_1"]
    assert (found.has_more, found.livemode, found.is_deleted) == (True, True, False)


def test_customer__nobody_asked_for_subscriptions():
    found = Customer.read({"id": "cus_1"})
    assert (found.subscriptions, found.has_more) == ((), False)


def test_customer__deleted():
    assert Customer.read({"id": "cus_1", "deleted": True}).is_deleted


@pytest.mark.parametrize("answer", [{}, {"id": "bps_1"}, {"id": "", "url": "x"}, {"id": 5, "url": "x"}])
def test_session__malformed(answer):
    with pytest.raises(MalformedAnswer):
        MintedSession.read(answer)


def test_session__url_is_not_in_repr():
    assert "secret" not in repr(MintedSession.read({"id": "bps_1", "url": "https://secret"}))


@pytest.mark.parametrize("answer", [{}, {"data": "x"}, {"data": ["x"]}, {"data": None}])
def test_entries__malformed(answer):
    with pytest.raises(MalformedAnswer):
        entries(answer)


@pytest.mark.parametrize(("value", "found"), [("x_1", "x_1"), ({"id": "x_1"}, "x_1"), (None, ""), ({}, "")])
def test_identify__whatever_stripe_expanded(value, found):
    assert identify(value) == found


@pytest.mark.parametrize("value", ["x" * 101, "x_\x00", "x_\ud800", {"id": ["x"] * 100}])
def test_identify__what_no_column_takes(value):
    with pytest.raises(MalformedAnswer):
        identify(value)
