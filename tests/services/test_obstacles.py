"""Each rule alone, over a snapshot that nobody had to read: what stands in the way, and that nothing else does."""

from dataclasses import replace

import pytest
from django.utils import translation

from django_billing_portal import flows
from django_billing_portal.exceptions import Fault
from django_billing_portal.flows import (
    CustomerUpdate,
    Item,
    PaymentMethodUpdate,
    Since,
    SubscriptionCancel,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.obstacles import FIRST, KINDS, RULES, find_obstacles, find_unsupported
from django_billing_portal.services.snapshots import Snapshot
from django_billing_portal.wire.answers import Customer, Subscription, SubscriptionItem
from django_billing_portal.wire.offers import Configuration, Coupon, Price, PromotionCode

ITEM = SubscriptionItem(id="si_1", price="price_1", product="prod_1", quantity=1)
SUBSCRIPTION = Subscription(
    id="sub_1",
    status="active",
    customer="cus_1",
    items=(ITEM,),
    cancel_at=None,
    cancel_at_period_end=False,
    schedule="",
    collection_method="charge_automatically",
    is_flexible=True,
)
CONFIGURATION = Configuration(
    id="bpc_1",
    is_active=True,
    features=frozenset(flow.type for flow in flows.BUILT_IN.values()),
    customer_updates=frozenset({"email"}),
    subscription_updates=frozenset({"price"}),
    prices=frozenset({"price_1", "price_2"}),
)
MINE = frozenset({"cus_1", "acct_1"})
THINGS = {
    (Price, "price_2"): Price(id="price_2", is_active=True),
    (Coupon, "STAY20"): Coupon(id="STAY20", is_valid=True),
    (PromotionCode, "promo_1"): PromotionCode(id="promo_1", is_valid=True),
    (PromotionCode, "promo_mine"): PromotionCode(
        id="promo_mine", is_valid=True, only_for=frozenset({"cus_1", "acct_1"})
    ),
}
CHANGE = [Item(price="price_2")]
EVERY_FLOW = [
    None,
    CustomerUpdate(),
    PaymentMethodUpdate(),
    SubscriptionCancel(retention_coupon="STAY20"),
    SubscriptionPause(),
    SubscriptionUpdate(),
    SubscriptionUpdateConfirm(
        items=CHANGE,
        discounts=[*map(flows.PromotionCode, ["promo_1", "promo_mine"]), flows.Coupon("STAY20")],
    ),
]
OF_A_SUBSCRIPTION = EVERY_FLOW[3:]
CHANGES = [SubscriptionUpdate(), SubscriptionUpdateConfirm(items=CHANGE)]


@pytest.fixture(autouse=True)
def _every_flow_is_supported(monkeypatch):
    for flow in flows.BUILT_IN.values():
        monkeypatch.setattr(flow, "since", Since((15, 0, 0), "2026-03-25.dahlia"))


def snapshot(*subscriptions, **changes):
    """Build a world in which every flow works, but for what changes."""
    found = {
        "ref": CustomerRef("cus_1"),
        "livemode": False,
        "configuration_id": None,
        "customer": Customer(id="cus_1", livemode=False),
        "configuration": CONFIGURATION,
        "subscriptions": subscriptions or (SUBSCRIPTION,),
        "things": THINGS,
    } | changes
    known = {(Subscription, one.id): one for one in found["subscriptions"]}
    return Snapshot(**found | {"things": {**known, **found["things"]}})


def codes(flow, *subscriptions, **changes):
    return [each.code for each in find_obstacles(snapshot(*subscriptions, **changes), flow)]


def fix(flow, *subscriptions, **changes):
    """Return how the only obstacle is mended."""
    (found,) = find_obstacles(snapshot(*subscriptions, **changes), flow)
    return found.fix


def with_configuration(**changes):
    return {"configuration": replace(CONFIGURATION, **changes)}


def with_things(*things):
    """Change what Stripe knows; a pair of a kind and an id is what it does not know."""
    changed = {thing if isinstance(thing, tuple) else (type(thing), thing.id): thing for thing in things}
    return {"things": THINGS | {key: None if isinstance(thing, tuple) else thing for key, thing in changed.items()}}


def confirm(price=None, **words):
    return SubscriptionUpdateConfirm(items=[Item(price=price, **words)])


@pytest.mark.parametrize("flow", EVERY_FLOW, ids=lambda flow: flow.type if flow else "home")
def test_find_obstacles__none(flow):
    assert codes(flow) == []


def test_rules__have_a_code_each():
    rules = {*FIRST, *(rule for rules in RULES.values() for rule in rules)}
    assert {rule.__name__ for rule in rules} == set(KINDS)


def test_rules__cover_every_flow():
    assert set(RULES) == {"", *flows.BUILT_IN}


@pytest.mark.parametrize("code", KINDS)
def test_kinds__say_something_to_the_customer(code):
    assert len(str(KINDS[code].sentence)) > 20
    assert KINDS[code].fault in {Fault.CUSTOMER, Fault.OPERATOR, Fault.DATA}


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("code", KINDS)
def test_kinds__speak_the_customers_language(code, language):
    with translation.override("en"):
        english = str(KINDS[code].sentence)
    with translation.override(language):
        assert str(KINDS[code].sentence) != english


def test_obstacle__is_worded_when_it_is_found():
    with translation.override("de"):
        (found,) = find_obstacles(snapshot(replace(SUBSCRIPTION, cancel_at=1)), SubscriptionCancel())
    assert found.message == "Ihr Abonnement ist bereits gekündigt."
    assert "sub_1" in found.fix
    assert found.fault is Fault.CUSTOMER


# What comes first


def test_flow_unsupported__names_the_version(monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    assert "99.0.0" in fix(SubscriptionCancel())


def test_flow_unsupported__comes_before_everything_else(monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    assert codes(SubscriptionCancel(), customer=None, configuration=None) == ["flow_unsupported"]


def test_find_unsupported__without_a_snapshot(monkeypatch):
    assert find_unsupported(SubscriptionCancel()) == []
    assert find_unsupported(None) == []
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    assert [each.code for each in find_unsupported(SubscriptionCancel())] == ["flow_unsupported"]


@pytest.mark.parametrize("flow", [None, SubscriptionCancel()])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"customer": None}, "Stripe knows no cus_1 in test mode"),
        ({"customer": Customer(id="cus_1", livemode=False, is_deleted=True)}, "was deleted"),
        ({"customer": Customer(id="cus_1", livemode=True)}, "the API key is one of test mode"),
        ({"customer": None, "ref": CustomerRef("cus_1", livemode=True)}, "of the other mode"),
        ({"livemode": True}, "the API key is one of live mode"),
        ({"livemode": True, "customer": Customer(id="cus_1", livemode=None, is_deleted=True)}, "was deleted"),
    ],
)
def test_stale_customer__ends_it(flow, changes, reason):
    assert codes(flow, **changes, configuration=None) == ["stale_customer"]
    assert reason in fix(flow, **changes)


@pytest.mark.parametrize("flow", [None, SubscriptionCancel()])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"configuration": None}, "Nobody has saved the portal's settings in test mode"),
        ({"configuration": None, "livemode": True}, "in live mode"),
        ({"configuration": None, "configuration_id": "bpc_9"}, "Stripe knows no bpc_9 in test mode"),
        (with_configuration(is_active=False), "bpc_1 is inactive"),
    ],
)
def test_not_configured__ends_it(flow, changes, reason):
    customer = Customer(id="cus_1", livemode=changes.get("livemode", False))
    assert codes(flow, customer=customer, **changes) == ["not_configured"]
    assert reason in fix(flow, customer=customer, **changes)


@pytest.mark.parametrize("flow", EVERY_FLOW[1:], ids=lambda flow: flow.type)
def test_feature_off__for_every_flow(flow):
    assert codes(flow, **with_configuration(features=frozenset())) == ["feature_off"]


def test_feature_off__the_home_page_needs_none():
    assert codes(None, **with_configuration(features=frozenset())) == []


@pytest.mark.parametrize(
    ("flow", "changes"),
    [
        (CustomerUpdate(), {"customer_updates": frozenset()}),
        (SubscriptionUpdate(), {"subscription_updates": frozenset()}),
        (confirm("price_2"), {"subscription_updates": frozenset()}),
    ],
)
def test_feature_off__where_it_allows_nothing(flow, changes):
    assert "allows nothing" in fix(flow, **with_configuration(**changes))


def test_feature_off__does_not_hide_the_rest():
    ending = replace(SUBSCRIPTION, cancel_at_period_end=True)
    off = with_configuration(features=frozenset())
    assert codes(SubscriptionCancel(), ending, **off) == ["feature_off", "already_cancelling"]


# Which subscription


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
def test_no_subscription__for_every_flow(flow):
    incomplete = replace(SUBSCRIPTION, status="incomplete")
    assert codes(flow, incomplete) == ["no_subscription"]


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
def test_several_subscriptions__for_every_flow(flow):
    other = replace(SUBSCRIPTION, id="sub_2")
    assert codes(flow, SUBSCRIPTION, other) == ["several_subscriptions"]
    assert "sub_1, sub_2" in fix(flow, SUBSCRIPTION, other)


@pytest.mark.parametrize("flow", EVERY_FLOW[:3], ids=["home", "customer_update", "payment_method_update"])
def test_subscriptions__do_not_matter_to_other_flows(flow):
    assert codes(flow, subscriptions=()) == []
    assert codes(flow, SUBSCRIPTION, replace(SUBSCRIPTION, id="sub_2")) == []


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
def test_named_subscription__one_of_several(flow):
    other = replace(SUBSCRIPTION, id="sub_2", schedule="sub_sched_1", cancel_at=1)
    assert codes(flow.with_subscription("sub_1"), SUBSCRIPTION, other) == []


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
@pytest.mark.parametrize("found", [None, replace(SUBSCRIPTION, id="sub_9", customer="cus_2")])
def test_unknown_subscription__missing_or_of_somebody_else(flow, found):
    things = {"things": THINGS | {(Subscription, "sub_9"): found}}
    assert codes(flow.with_subscription("sub_9"), **things) == ["unknown_subscription"]


def test_unknown_subscription__not_for_an_account_of_accounts_v2():
    theirs = replace(SUBSCRIPTION, customer_account="acct_1")
    assert codes(SubscriptionCancel(subscription="sub_1"), theirs, ref=CustomerRef("acct_1")) == []


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
@pytest.mark.parametrize("status", ["canceled", "incomplete_expired"])
def test_subscription_ended__says_no_more_of_it(flow, status):
    ended = replace(SUBSCRIPTION, id="sub_9", status=status, cancel_at=1, schedule="sub_sched_1", is_flexible=False)
    things = {"things": THINGS | {(Subscription, "sub_9"): ended}}
    assert codes(flow.with_subscription("sub_9"), **things) == ["subscription_ended"]
    assert status in fix(flow.with_subscription("sub_9"), **things)


# The state of the subscription


@pytest.mark.parametrize("flow", [*CHANGES, SubscriptionPause()], ids=lambda flow: flow.type)
@pytest.mark.parametrize("status", ["incomplete", "unpaid"])
def test_not_in_this_state__names_the_status(flow, status):
    found = replace(SUBSCRIPTION, status=status)
    assert codes(flow.with_subscription("sub_1"), found) == ["not_in_this_state"]
    assert f"is {status}" in fix(flow.with_subscription("sub_1"), found)


@pytest.mark.parametrize("status", ["active", "trialing", "past_due"])
@pytest.mark.parametrize("flow", CHANGES, ids=lambda flow: flow.type)
def test_not_in_this_state__not_for_changes_of_what_runs(flow, status):
    assert codes(flow, replace(SUBSCRIPTION, status=status)) == []


@pytest.mark.parametrize("status", ["trialing", "past_due"])
def test_not_in_this_state__only_the_active_can_pause(status):
    assert codes(SubscriptionPause(), replace(SUBSCRIPTION, status=status)) == ["not_in_this_state"]


@pytest.mark.parametrize("status", ["incomplete", "unpaid", "past_due", "paused", "trialing"])
def test_not_in_this_state__whoever_wants_to_leave_may(status):
    flow = SubscriptionCancel(subscription="sub_1")
    assert codes(flow, replace(SUBSCRIPTION, status=status)) == []


@pytest.mark.parametrize("flow", OF_A_SUBSCRIPTION, ids=lambda flow: flow.type)
@pytest.mark.parametrize("ending", [{"cancel_at": 1_800_000_000}, {"cancel_at_period_end": True}])
def test_already_cancelling__in_either_billing_mode(flow, ending):
    assert codes(flow, replace(SUBSCRIPTION, **ending)) == ["already_cancelling"]


@pytest.mark.parametrize("flow", CHANGES, ids=lambda flow: flow.type)
def test_several_items__cannot_be_changed(flow):
    found = replace(SUBSCRIPTION, items=(ITEM, replace(ITEM, id="si_2", price="price_3")))
    assert codes(flow, found) == ["several_items"]
    assert "2 items" in fix(flow, found)


@pytest.mark.parametrize("flow", CHANGES, ids=lambda flow: flow.type)
def test_metered__cannot_be_changed(flow):
    assert codes(flow, replace(SUBSCRIPTION, items=(replace(ITEM, is_metered=True),))) == ["metered"]


@pytest.mark.parametrize("flow", [*CHANGES, SubscriptionPause()], ids=lambda flow: flow.type)
def test_paid_by_invoice__cannot_be_changed(flow):
    assert codes(flow, replace(SUBSCRIPTION, collection_method="send_invoice")) == ["paid_by_invoice"]


@pytest.mark.parametrize("flow", [*CHANGES, SubscriptionPause()], ids=lambda flow: flow.type)
def test_scheduled__names_the_schedule(flow):
    found = replace(SUBSCRIPTION, schedule="sub_sched_1")
    assert codes(flow, found) == ["scheduled"]
    assert "sub_sched_1" in fix(flow, found)


def test_cancel__minds_none_of_these():
    items = (replace(ITEM, is_metered=True), replace(ITEM, id="si_2"))
    found = replace(SUBSCRIPTION, items=items, schedule="sub_sched_1", collection_method="send_invoice")
    assert codes(SubscriptionCancel(), found) == []


def test_already_paused__is_said_once():
    assert codes(SubscriptionPause(), replace(SUBSCRIPTION, status="paused")) == ["already_paused"]


@pytest.mark.parametrize("flow", CHANGES, ids=lambda flow: flow.type)
def test_paused__cannot_be_changed(flow):
    assert codes(flow, replace(SUBSCRIPTION, status="paused")) == ["not_in_this_state"]


def test_pause_not_possible__in_classic_billing_mode():
    assert codes(SubscriptionPause(), replace(SUBSCRIPTION, is_flexible=False)) == ["pause_not_possible"]


def test_obstacles__the_whole_list():
    found = replace(
        SUBSCRIPTION,
        status="unpaid",
        cancel_at=1,
        items=(replace(ITEM, is_metered=True), replace(ITEM, id="si_2")),
        collection_method="send_invoice",
        schedule="sub_sched_1",
    )
    assert codes(SubscriptionUpdate(), found) == [
        "not_in_this_state",
        "already_cancelling",
        "several_items",
        "metered",
        "paid_by_invoice",
        "scheduled",
    ]


# What it is to become


@pytest.mark.parametrize("prices", [frozenset(), frozenset({"price_1"})])
def test_nothing_to_switch_to__no_other_price(prices):
    assert codes(SubscriptionUpdate(), **with_configuration(prices=prices)) == ["nothing_to_switch_to"]


def test_nothing_to_switch_to__but_another_quantity():
    allowed = with_configuration(prices=frozenset(), subscription_updates=frozenset({"quantity"}))
    assert codes(SubscriptionUpdate(), **allowed) == []


def test_nothing_to_switch_to__is_not_known_where_stripe_hides_the_prices():
    assert codes(SubscriptionUpdate(), **with_configuration(prices=None)) == []


def test_unknown_item__is_no_item_of_the_subscription():
    assert codes(confirm("price_2", id="si_9")) == ["unknown_item"]
    assert codes(confirm("price_2", id="si_1")) == []


def test_unknown_price__does_not_exist():
    assert "no price price_9" in fix(confirm("price_9"), **with_things((Price, "price_9")))


def test_unknown_price__is_archived():
    archived = with_things(Price(id="price_2", is_active=False))
    assert codes(confirm("price_2"), **archived) == ["unknown_price"]
    assert "archived" in fix(confirm("price_2"), **archived)


def test_unknown_price__no_active_one_has_the_lookup_key():
    assert "'pro'" in fix(confirm(lookup_key="pro"))


@pytest.mark.parametrize(("price", "found"), [("price_2", []), ("price_3", ["price_not_offered"])])
def test_price_not_offered__by_its_lookup_key(price, found):
    prices = {"pro": Price(id=price, is_active=True, lookup_key="pro")}
    assert codes(confirm(lookup_key="pro"), prices=prices) == found


def test_price_not_offered__by_the_configuration():
    known = with_things(Price(id="price_3", is_active=True))
    assert codes(confirm("price_3"), **known) == ["price_not_offered"]
    assert "price_3" in fix(confirm("price_3"), **known)


def test_price_not_offered__is_not_known_where_stripe_hides_the_prices():
    known = with_things(Price(id="price_3", is_active=True))
    assert codes(confirm("price_3"), **known, **with_configuration(prices=None)) == []


def test_present_price__need_not_be_offered_any_more():
    archived = with_things(Price(id="price_1", is_active=False))
    offered = with_configuration(prices=frozenset({"price_2"}))
    assert codes(confirm("price_1", quantity=2), **archived, **offered) == []


def test_change__of_the_quantity_alone():
    assert codes(confirm(quantity=2)) == []


@pytest.mark.parametrize("flow", [confirm("price_1"), confirm(quantity=1), confirm("price_1", quantity=1)])
def test_no_change__everything_is_like_that(flow):
    assert codes(flow) == ["no_change"]


def test_no_change__by_lookup_key():
    prices = {"basic": Price(id="price_1", is_active=True, lookup_key="basic")}
    assert codes(confirm(lookup_key="basic"), prices=prices) == ["no_change"]


def test_no_change__but_a_discount():
    flow = SubscriptionUpdateConfirm(items=[Item(price="price_1")], discounts=[flows.Coupon("STAY20")])
    assert codes(flow) == []


def test_no_change__is_not_known_of_several_items():
    found = replace(SUBSCRIPTION, items=(ITEM, replace(ITEM, id="si_2")))
    assert codes(confirm(quantity=1), found) == ["several_items"]


# What is taken off the price


def both_ways(*ids):
    return [
        SubscriptionUpdateConfirm(items=CHANGE, discounts=[flows.Coupon(id) for id in ids]),
        *(SubscriptionCancel(retention_coupon=id) for id in ids),
    ]


@pytest.mark.parametrize("flow", both_ways("STAY20"), ids=lambda flow: flow.type)
def test_unknown_coupon__whatever_it_is_for(flow):
    assert codes(flow, **with_things((Coupon, "STAY20"))) == ["unknown_coupon"]


@pytest.mark.parametrize("flow", both_ways("STAY20"), ids=lambda flow: flow.type)
def test_coupon_spent__whatever_it_is_for(flow):
    assert codes(flow, **with_things(Coupon(id="STAY20", is_valid=False))) == ["coupon_spent"]


def test_coupons__are_named():
    flow = both_ways("A", "B", "C", "D")[0]
    known = with_things((Coupon, "A"), Coupon(id="B", is_valid=False), (Coupon, "C"), Coupon(id="D", is_valid=False))
    first, second = find_obstacles(snapshot(**known), flow)
    assert ("A and C" in first.fix, "B and D" in second.fix) == (True, True)


def test_coupons__are_looked_at_without_a_subscription():
    missing = with_things((Coupon, "STAY20"))
    assert codes(both_ways("STAY20")[0], subscriptions=(), **missing) == ["no_subscription", "unknown_coupon"]


def promotion(id="promo_1"):
    return SubscriptionUpdateConfirm(items=CHANGE, discounts=[flows.PromotionCode(id)])


def test_unknown_promotion_code__does_not_exist():
    assert codes(promotion(), **with_things((PromotionCode, "promo_1"))) == ["unknown_promotion_code"]


def test_unknown_promotion_code__is_for_somebody_else():
    theirs = with_things(PromotionCode(id="promo_1", is_valid=True, only_for=frozenset({"cus_2"})))
    assert codes(promotion(), **theirs) == ["unknown_promotion_code"]


def test_promotion_code_spent__inactive_or_expired():
    spent = with_things(PromotionCode(id="promo_1", is_valid=False))
    assert codes(promotion(), **spent) == ["promotion_code_spent"]
