"""What staff see of a customer: all there is to choose from, and what can be typed where Stripe does not say."""

import logging

import pytest
from django.utils import translation

from django_billing_portal import flows
from django_billing_portal.exceptions import KeyRejected, NoCustomer
from django_billing_portal.refs import SubjectRef
from django_billing_portal.sandbox import faults, store
from django_billing_portal.services.desk import check_for_staff, look_around, look_for_staff
from django_billing_portal.services.desk.money import money, price_text
from django_billing_portal.services.desk.people import in_chunks, names_of
from django_billing_portal.wire.offers import Price
from tests.factories import TeamFactory
from tests.services.foresight import change, copy
from tests.stand_in import Answer, refusal

DENIED = refusal(403, "The provided key does not have the required permissions.")
EMPTY = Answer(body={"object": "list", "data": []})


def listed(*things, has_more=False) -> Answer:
    return Answer(body={"object": "list", "data": [*things], "has_more": has_more})


def ids(choices) -> list[str]:
    return [one.id for one in choices]


def codes(checked) -> list[str]:
    return [one.code for one in checked.obstacles]


def test_look__at_all_there_is(alice, stripe_world):
    desk = look_for_staff(alice)
    assert (desk.customer.id, desk.contact.email, desk.trouble) == ("cus_alice", "alice@example.com", None)
    assert ids(desk.offers.subscriptions) == ["sub_alice"]
    assert len(desk.offers.prices) == 6
    assert ("STAY20", "Stay with us · STAY20") in desk.offers.coupons


def test_look__knows_an_address_that_the_project_does_not(alice, stripe_world):
    alice.email = ""
    alice.save()
    assert look_for_staff(alice).contact.email == "alice@example.com"


def test_look__at_nobody(eve):
    with pytest.raises(NoCustomer):
        look_for_staff(eve)


def test_look__subscriptions_in_words(alice, stripe_world):
    item = store.get("sub_alice")["items"]["data"][0]
    change("sub_alice", items={"object": "list", "data": [item | {"quantity": 3}, item | {"price": "price_gone"}]})
    (found,) = look_for_staff(alice).offers.subscriptions
    assert found.label == "3 x Nordlicht Pro · 29.00\N{NO-BREAK SPACE}EUR per month + price_gone · active · sub_alice"


def test_look__without_what_is_over(alice, stripe_world):
    change("STAY20", valid=False)
    change("sub_alice", status="incomplete")
    offers = look_for_staff(alice).offers
    assert (offers.coupons, offers.subscriptions) == ((), ())


def test_look__promotion_codes_of_others_are_theirs(alice, stripe_world):
    copy("promo_welcome", "promo_alice", customer="cus_alice")
    copy("promo_welcome", "promo_bob", customer="cus_bob")
    found = ids(look_for_staff(alice).offers.discounts)
    assert "promotion_code:promo_alice" in found
    assert "promotion_code:promo_bob" not in found
    assert "promotion_code:promo_alice" not in ids(look_around().discounts)


def test_look__while_stripe_is_down(alice, stripe_world, caplog):
    faults.switch_on("missing_permission")
    desk = look_for_staff(alice)
    assert isinstance(desk.trouble, KeyRejected)
    assert desk.offers.subscriptions is desk.offers.prices is desk.offers.coupons is desk.offers.discounts is None
    assert desk.contact.email == "alice@example.com"
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_look__with_a_key_that_may_not_list(alice, stripe_server, caplog):
    stripe_server.will_say(Answer(), Answer(), DENIED, DENIED, DENIED)
    offers = look_for_staff(alice).offers
    assert [one.id for one in offers.subscriptions] == ["sub_1"]
    assert [one for one in (offers.prices, offers.coupons, offers.discounts) if one is not None] == []
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 3


def test_look__at_more_than_one_answer_holds(alice, stripe_server):
    many = listed({"id": "GIFT", "name": "Gift"}, has_more=True)
    stripe_server.will_say(Answer(), Answer(), EMPTY, many, listed({"id": "promo_1", "code": "HI"}))
    offers = look_for_staff(alice).offers
    assert ids(offers.prices) == ["price_basic", "price_better"]
    assert offers.coupons is offers.discounts is None


def test_look__at_too_many_promotion_codes(alice, stripe_server):
    many = listed({"id": "promo_1", "code": "HI"}, has_more=True)
    stripe_server.will_say(Answer(), Answer(), EMPTY, listed({"id": "GIFT"}), many)
    offers = look_for_staff(alice).offers
    assert (offers.coupons, offers.discounts) == ((("GIFT", "GIFT"),), None)


def test_look_around__for_many(stripe_world):
    offers = look_around()
    assert offers.subscriptions is None
    assert "price_pro_monthly" in ids(offers.prices)


def test_look_around__with_a_configuration_of_ones_own(stripe_world, options):
    copy("bpc_default", "bpc_small", is_default=False)
    change(
        "bpc_small",
        features=store.get("bpc_default")["features"] | {"subscription_update": {"enabled": False, "products": []}},
    )
    options(CONFIGURATION="bpc_small")
    assert look_around().prices == ()


def test_look_around__while_stripe_is_down(stripe_world):
    faults.switch_on("missing_permission")
    assert look_around().prices is None


def test_check__nothing_to_find(alice, stripe_world):
    checked = check_for_staff(look_for_staff(alice), flows.SubscriptionCancel(retention_coupon="STAY20"))
    assert (codes(checked), checked.is_checked, checked.is_hopeless) == ([], True, False)


def test_check__reads_what_the_flow_names(alice, stripe_world):
    flow = flows.SubscriptionUpdateConfirm(items=[flows.Item(lookup_key="none")], discounts=[flows.Coupon("GONE")])
    assert codes(check_for_staff(look_for_staff(alice), flow)) == ["unknown_price", "unknown_coupon"]


def test_check__after_a_dead_end_asks_no_more(alice, stripe_world):
    change("bpc_default", active=False)
    desk = look_for_staff(alice)
    faults.switch_on("missing_permission")
    checked = check_for_staff(desk, flows.SubscriptionCancel(retention_coupon="STAY20"))
    assert (codes(checked), checked.is_hopeless) == (["not_configured"], False)


def test_check__of_what_never_works(alice, stripe_world):
    assert check_for_staff(look_for_staff(alice), flows.SubscriptionCancel(subscription="sub_bob")).is_hopeless


def test_check__while_stripe_is_down(alice, stripe_world, caplog):
    desk = look_for_staff(alice)
    faults.switch_on("missing_permission")
    checked = check_for_staff(desk, flows.SubscriptionCancel(retention_coupon="GONE"))
    assert (codes(checked), checked.is_checked) == ([], False)
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_check__without_a_desk(monkeypatch):
    monkeypatch.setattr("django_billing_portal.gateway.sdk_version", lambda: (15, 0, 1))
    checked = check_for_staff(None, flows.SubscriptionPause())
    assert (codes(checked), checked.is_hopeless) == (["flow_unsupported"], True)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (2900, "eur", "en", "29.00\N{NO-BREAK SPACE}EUR"),
        (123456789, "usd", "de", "1.234.567,89\N{NO-BREAK SPACE}USD"),
        (500, "jpy", "en", "500\N{NO-BREAK SPACE}JPY"),
        (1500, "kwd", "en", "1.500\N{NO-BREAK SPACE}KWD"),
    ],
)
def test_money__as_the_language_writes_it(amount, currency, language, text):
    with translation.override(language):
        assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Price(id="p", is_active=True, amount=900, currency="eur"), "9.00\N{NO-BREAK SPACE}EUR"),
        (
            Price(id="p", is_active=True, amount=900, currency="eur", interval="month", interval_count=3),
            "9.00\N{NO-BREAK SPACE}EUR every 3 months",
        ),
        (Price(id="p", is_active=True, interval="year"), "by usage per year"),
    ],
)
def test_price__in_words(price, text):
    assert price_text(price) == text


def test_names__of_many_kinds(alice, django_assert_num_queries):
    team = TeamFactory(name="Aurora", owner=alice)
    named = [SubjectRef.of(alice), SubjectRef.of(team)]
    lost = [
        SubjectRef("auth.user", "77"),
        SubjectRef("auth.user", "x"),
        SubjectRef("people.team", "x"),
        SubjectRef("people.nothing", "1"),
        SubjectRef("nonsense", "1"),
    ]
    with django_assert_num_queries(2):
        assert names_of([*named, *lost]) == dict(zip(named, ["alice", "Aurora"], strict=True))


def test_names__in_chunks(alice, bob, eve):
    people = [(ref, {}) for ref in (*map(SubjectRef.of, (alice, bob, eve)), SubjectRef("auth.user", "0"))]
    assert [name for _type, _id, name, _own in in_chunks(people, 2)] == ["alice", "bob", "eve", ""]
