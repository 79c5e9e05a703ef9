"""What an operator offers, as Stripe writes it down."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_billing_portal.wire.answers import Customer, Subscription
from django_billing_portal.wire.fields import MalformedAnswer, texts, within
from django_billing_portal.wire.offers import Configuration, Coupon, Price, PromotionCode
from tests.stand_in import CONFIGURATION


def test_configuration__what_customers_may_do():
    found = Configuration.read({"id": "bpc_1", **CONFIGURATION})
    assert found.is_active
    assert found.features == set(CONFIGURATION["features"])
    assert found.customer_updates == {"email", "address"}
    assert found.subscription_updates == {"price", "quantity"}
    assert found.prices == {"price_basic", "price_better"}


def test_configuration__features_that_are_off():
    features = {"subscription_cancel": {"enabled": False}, "invoice_history": {"enabled": True}, "later": None}
    assert Configuration.read({"id": "bpc_1", "features": features}).features == {"invoice_history"}


def test_configuration__prices_that_stripe_hides():
    features = {"subscription_update": {"enabled": True, "default_allowed_updates": ["price"]}}
    assert Configuration.read({"id": "bpc_1", "features": features}).prices is None


@pytest.mark.parametrize("products", [[], [{"product": "prod_1"}], [{"product": "prod_1", "prices": []}]])
def test_configuration__without_prices(products):
    features = {"subscription_update": {"enabled": True, "products": products}}
    assert Configuration.read({"id": "bpc_1", "features": features}).prices == set()


def test_configuration__inactive():
    assert not Configuration.read({"id": "bpc_1", "active": False}).is_active


def test_price__archived():
    assert not Price.read({"id": "price_1", "active": False}).is_active


def test_price__with_a_lookup_key():
    found = Price.read({"id": "Gold Plan", "active": True, "lookup_key": "gold"})
    assert (found.id, found.lookup_key, found.is_active) == ("Gold Plan", "gold", True)


@pytest.mark.parametrize("valid", [True, False])
def test_coupon__valid_or_not(valid):
    assert Coupon.read({"id": "SUMMER SALE", "valid": valid}).is_valid is valid


@pytest.mark.parametrize("active", [True, False])
def test_promotion_code__active_or_not(active):
    assert PromotionCode.read({"id": "promo_1", "active": active}).is_valid is active


@pytest.mark.parametrize(
    ("answer", "customers"),
    [
        ({"customer": None}, set()),
        ({"customer": "cus_1"}, {"cus_1"}),
        ({"customer": {"id": "cus_1"}}, {"cus_1"}),
        ({"customer": "cus_1", "customer_account": "acct_1"}, {"cus_1", "acct_1"}),
    ],
)
def test_promotion_code__of_one_customer(answer, customers):
    assert PromotionCode.read({"id": "promo_1", **answer}).only_for == customers


@pytest.mark.parametrize("kind", [Configuration, Coupon, Price, PromotionCode])
def test_offers__malformed(kind):
    with pytest.raises(MalformedAnswer):
        kind.read({"object": "nothing that anybody knows"})


KEYS = st.sampled_from(
    [
        *("id", "active", "valid", "status", "features", "subscription_update", "enabled", "products", "prices"),
        *("subscriptions", "data", "has_more", "items", "price", "recurring", "billing_mode", "customer"),
    ]
)
WORDS = st.sampled_from([None, True, 0, -7, "", "x_1", "with space", "\x00", "x" * 101, [], {}, [{}], [[]], ["x"]])
DEEP = st.dictionaries(KEYS, WORDS | st.dictionaries(KEYS, WORDS, max_size=2), max_size=3)
JSON = st.dictionaries(KEYS, WORDS | DEEP)


@pytest.mark.parametrize("kind", [Configuration, Coupon, Customer, Price, PromotionCode, Subscription])
@settings(max_examples=50, deadline=None)
@given(answer=JSON)
def test_answers__whatever_comes_is_read_or_refused(kind, answer):
    with suppress(
        MalformedAnswer, AttributeError, TypeError, ValueError
    ):  # what Exchange.receive() takes for nonsense
        assert hash(kind.read({"id": "x_1", **answer}).id)


@pytest.mark.parametrize("answer", [{}, {"a": None}, {"a": {"b": None}}, {"a": {"b": {}}}])
def test_within__empty_where_nothing_was_sent(answer):
    assert within(answer, "a", "b") == {}


@pytest.mark.parametrize(("answer", "found"), [({}, set()), ({"a": None}, set()), ({"a": ["x", "x"]}, {"x"})])
def test_texts__empty_where_nothing_was_sent(answer, found):
    assert texts(answer, "a") == found


def test_price__how_much_and_how_often():
    answer = {
        "id": "price_1",
        "unit_amount": 2900,
        "currency": "eur",
        "recurring": {"interval": "month", "interval_count": 3},
        "product": {"id": "prod_1", "name": "Pro"},
    }
    found = Price.read(answer)
    assert (found.product, found.amount, found.currency) == ("Pro", 2900, "eur")
    assert (found.interval, found.interval_count) == ("month", 3)


@pytest.mark.parametrize("product", [None, "prod_1", {"id": "prod_1"}])
def test_price__paid_once_of_a_product_without_a_name(product):
    found = Price.read({"id": "price_1", "product": product, "recurring": None})
    assert (found.product, found.amount, found.interval, found.interval_count) == ("", None, "", 1)
