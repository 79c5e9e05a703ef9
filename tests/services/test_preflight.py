"""What preflight says is what Stripe then does, asked in a thread or as a coroutine."""

import asyncio

import pytest
from asgiref.sync import async_to_sync

from django_billing_portal import flows, gateway
from django_billing_portal.exceptions import (
    BillingPortalError,
    Busy,
    InvalidFlow,
    KeyRejected,
    NotConfigured,
    StripeUnavailable,
    UnknownFlow,
)
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
from django_billing_portal.sandbox import clock, faults, store
from django_billing_portal.sandbox.resources import customers, subscriptions
from django_billing_portal.services.preflight import Obstacle, apreflight, preflight
from tests.services.foresight import ALICE, change, change_feature, copy, look_and_mint
from tests.stand_in import Answer, refusal

pytestmark = pytest.mark.usefixtures("stripe_world")

DAY = 24 * 60 * 60
needs_pause = pytest.mark.skipif(
    gateway.sdk_version() < SubscriptionPause.since.sdk, reason="this stripe knows no pause"
)
needs_customer_update = pytest.mark.skipif(
    gateway.sdk_version() < CustomerUpdate.since.sdk, reason="this stripe knows no customer_update"
)


@pytest.fixture(params=[preflight, async_to_sync(apreflight)], ids=["sync", "async"])
def look(request):
    return request.param


def confirm(price=None, discounts=(), **words):
    return SubscriptionUpdateConfirm(items=[Item(price=price, **words)], discounts=discounts)


YEARLY = confirm("price_pro_yearly")
EVERY_FLOW = [
    pytest.param(flow, id=flow.type if flow else "home", marks=marks)
    for flow, marks in [
        (None, ()),
        (CustomerUpdate(), needs_customer_update),
        (PaymentMethodUpdate(), ()),
        (SubscriptionCancel(retention_coupon="STAY20"), ()),
        (SubscriptionPause(), needs_pause),
        (SubscriptionUpdate(), ()),
        (confirm("price_pro_yearly", [flows.Coupon("STAY20"), flows.PromotionCode("promo_welcome")]), ()),
        (confirm(lookup_key="pro_yearly"), ()),
        (confirm(quantity=3), ()),
    ]
]


@pytest.mark.parametrize("flow", EVERY_FLOW)
def test_preflight__accepts_what_stripe_accepts(flow):
    verdict = look_and_mint(flow)
    assert (verdict.foreseen, verdict.refused) == ([], "")


def gone():
    customers.delete({}, "cus_alice")


def of_the_other_mode():
    change("cus_alice", livemode=True)


def nothing_configured():
    store.delete("bpc_default")


def inactive_configuration():
    change("bpc_default", active=False)


def feature_off(name):
    return lambda: change_feature(name, enabled=False)


def nothing_offered(**fields):
    return lambda: change_feature("subscription_update", **fields, default_allowed_updates=["price"])


def with_subscription(**fields):
    return lambda: change("sub_alice", **fields)


def with_item(**fields):
    """Change Alice's only item."""

    def do():
        items = store.get("sub_alice")["items"]
        change("sub_alice", items=items | {"data": [items["data"][0] | fields]})

    return do


def second_item():
    items = store.get("sub_alice")["items"]
    second = items["data"][0] | {"id": "si_second"}
    change("sub_alice", items=items | {"data": [*items["data"], second]})


def metered():
    price = store.get("price_pro_monthly")
    price["recurring"] |= {"usage_type": "metered"}
    with_item(price=price)()


def second_subscription():
    copy("sub_alice", "sub_second")


def archived_price():
    change("price_pro_yearly", active=False)


def price_beside():
    copy("price_pro_yearly", "price_beside", lookup_key="beside")


def expired_coupon():
    change("STAY20", redeem_by=clock.now() - DAY)


def spent_coupon():
    change("STAY20", max_redemptions=3, times_redeemed=3)


def inactive_code():
    change("promo_welcome", active=False)


def code_of_bob():
    change("promo_welcome", customer="cus_bob")


def promoted(code):
    return confirm(quantity=2, discounts=[flows.PromotionCode(code)])


REFUSED = [
    ("stale_customer", "stale_customer", None, gone),
    ("stale_customer", "stale_customer", None, of_the_other_mode),
    ("not_configured", "not_configured", None, nothing_configured),
    ("not_configured", "not_configured", SubscriptionCancel(), nothing_configured),
    ("not_configured", "not_configured", None, inactive_configuration),
    ("feature_off", "flow_unavailable", PaymentMethodUpdate(), feature_off("payment_method_update")),
    ("feature_off", "flow_unavailable", SubscriptionCancel(), feature_off("subscription_cancel")),
    ("feature_off", "flow_unavailable", SubscriptionUpdate(), feature_off("subscription_update")),
    ("feature_off", "flow_unavailable", YEARLY, feature_off("subscription_update")),
    ("no_subscription", "flow_unavailable", SubscriptionCancel(), with_subscription(status="canceled")),
    ("no_subscription", "flow_unavailable", YEARLY, with_subscription(status="incomplete")),
    ("several_subscriptions", "flow_unavailable", SubscriptionUpdate(), second_subscription),
    ("unknown_subscription", "flow_unavailable", SubscriptionCancel(subscription="sub_gone"), None),
    ("unknown_subscription", "flow_unavailable", SubscriptionCancel(subscription="sub_bob"), None),
    (
        "subscription_ended",
        "flow_unavailable",
        SubscriptionCancel(subscription="sub_alice"),
        with_subscription(status="canceled"),
    ),
    ("not_in_this_state", "flow_unavailable", SubscriptionUpdate(), with_subscription(status="unpaid")),
    ("already_cancelling", "flow_unavailable", SubscriptionCancel(), with_subscription(cancel_at_period_end=True)),
    ("already_cancelling", "flow_unavailable", YEARLY, with_subscription(cancel_at=4_000_000_000)),
    ("several_items", "flow_unavailable", SubscriptionUpdate(), second_item),
    ("scheduled", "flow_unavailable", SubscriptionUpdate(), with_subscription(schedule="sub_sched_1")),
    ("paid_by_invoice", "flow_unavailable", YEARLY, with_subscription(collection_method="send_invoice")),
    ("metered", "flow_unavailable", SubscriptionUpdate(), metered),
    ("nothing_to_switch_to", "flow_unavailable", SubscriptionUpdate(), nothing_offered(products=[])),
    ("unknown_price", "flow_unavailable", confirm("price_gone"), None),
    ("unknown_price", "flow_unavailable", confirm(lookup_key="gone"), None),
    ("unknown_price", "flow_unavailable", YEARLY, archived_price),
    ("price_not_offered", "flow_unavailable", confirm("price_beside"), price_beside),
    ("price_not_offered", "flow_unavailable", confirm(lookup_key="beside"), price_beside),
    ("unknown_item", "flow_unavailable", confirm("price_pro_yearly", id="si_gone"), None),
    ("no_change", "flow_unavailable", confirm("price_pro_monthly"), None),
    ("no_change", "flow_unavailable", confirm(quantity=1), None),
    ("unknown_coupon", "flow_unavailable", SubscriptionCancel(retention_coupon="GONE"), None),
    ("unknown_coupon", "flow_unavailable", confirm("price_pro_yearly", [flows.Coupon("GONE")]), None),
    ("coupon_spent", "flow_unavailable", SubscriptionCancel(retention_coupon="STAY20"), expired_coupon),
    ("coupon_spent", "flow_unavailable", confirm(quantity=2, discounts=[flows.Coupon("STAY20")]), spent_coupon),
    (
        "unknown_promotion_code",
        "flow_unavailable",
        promoted("promo_gone"),
        None,
    ),
    ("unknown_promotion_code", "flow_unavailable", promoted("promo_welcome"), code_of_bob),
    ("promotion_code_spent", "flow_unavailable", promoted("promo_welcome"), inactive_code),
    ("promotion_code_spent", "flow_unavailable", promoted("promo_welcome"), expired_coupon),
    pytest.param(
        "feature_off",
        "flow_unavailable",
        CustomerUpdate(),
        lambda: change_feature("customer_update", allowed_updates=[]),
        marks=needs_customer_update,
    ),
    *(
        pytest.param(code, "flow_unavailable", SubscriptionPause(), do, marks=needs_pause)
        for code, do in [
            ("feature_off", feature_off("subscription_pause")),
            ("already_paused", with_subscription(status="paused")),
            ("not_in_this_state", with_subscription(status="trialing")),
            ("already_cancelling", with_subscription(cancel_at=4_000_000_000)),
            ("pause_not_possible", with_subscription(billing_mode={"type": "classic"})),
            ("paid_by_invoice", with_subscription(collection_method="send_invoice")),
            ("scheduled", with_subscription(schedule="sub_sched_1")),
        ]
    ),
]


@pytest.mark.parametrize(("code", "refused", "flow", "do"), REFUSED)
def test_preflight__foresees_what_stripe_refuses(code, refused, flow, do):
    if do:
        do()
    verdict = look_and_mint(flow)
    assert (verdict.foreseen, verdict.refused) == ([code], refused)


def test_preflight__foresees_an_old_sdk(monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    verdict = look_and_mint(SubscriptionCancel())
    assert (verdict.foreseen, verdict.refused) == (["flow_unsupported"], "flow_unsupported")


def test_preflight__foresees_a_missing_default_configuration():
    faults.switch_on("no_configuration")
    verdict = look_and_mint(None)
    assert (verdict.foreseen, verdict.refused) == (["not_configured"], "not_configured")


def test_preflight__foresees_an_unknown_configuration():
    verdict = look_and_mint(None, configuration="bpc_gone")
    assert (verdict.foreseen, verdict.refused) == (["not_configured"], "not_configured")


@pytest.mark.parametrize("customer", [CustomerRef("cus_nobody"), CustomerRef("cus_alice", livemode=True)])
def test_preflight__foresees_a_stale_customer(customer):
    verdict = look_and_mint(None, customer)
    assert (verdict.foreseen, verdict.refused) == (["stale_customer"], "stale_customer")


def test_preflight__eleventh_subscription():
    for number in range(11):
        item = {"id": f"si_{number}", "price": "price_starter_monthly"}
        subscriptions.create({"customer": "cus_nils", "items": [item]}, id=f"sub_{number}")
    nils = CustomerRef("cus_nils")
    assert look_and_mint(SubscriptionUpdate(), nils).foreseen == ["several_subscriptions"]
    for number in range(11):
        assert look_and_mint(SubscriptionCancel(subscription=f"sub_{number}"), nils).foreseen == []


# How it is asked


def test_preflight__says_what_and_who(look):
    (found,) = look(ALICE, SubscriptionCancel(subscription="sub_gone"))
    assert isinstance(found, Obstacle)
    assert (found.code, found.fault) == ("unknown_subscription", "data")
    assert found.message == "We could not find that subscription."
    assert "sub_gone" in found.fix


def test_preflight__of_a_declared_flow(look, options):
    options(FLOWS={"leave": SubscriptionCancel(retention_coupon="GONE")})
    assert [each.code for each in look(ALICE, "leave")] == ["unknown_coupon"]


def test_preflight__of_a_declared_configuration(look, options):
    copy("bpc_default", "bpc_teams", active=False, is_default=False)
    options(CONFIGURATIONS={"teams": "bpc_teams"})
    assert look(ALICE, None) == []
    assert [each.code for each in look(ALICE, None, configuration="teams")] == ["not_configured"]
    options(CONFIGURATION="teams")
    assert [each.code for each in look(ALICE, None)] == ["not_configured"]


@pytest.mark.parametrize(
    ("flow", "configuration", "error"),
    [
        ("sesame", None, UnknownFlow),
        (SubscriptionCancel, None, InvalidFlow),
        (None, "sesame", NotConfigured),
    ],
)
def test_preflight__of_what_nobody_declared(look, caplog, flow, configuration, error):
    with pytest.raises(error):
        look(ALICE, flow, configuration=configuration)
    assert [record.billing_code for record in caplog.records] == [error.code]


def test_preflight__mints_nothing(look, minted_at_stripe):
    look(ALICE, SubscriptionCancel())
    assert minted_at_stripe() == []


def test_preflight__logs_nothing_about_obstacles(look, caplog):
    assert look(CustomerRef("cus_nobody"), None)
    assert not caplog.records


@pytest.mark.parametrize("fault", ["down", "server_error"])
def test_preflight__stripe_is_down(look, options, caplog, fault):
    options(DEADLINE_SECONDS=1)
    faults.switch_on(fault)
    with pytest.raises(StripeUnavailable):
        look(ALICE, None)
    assert [record.billing_code for record in caplog.records] == ["stripe_unavailable"]
    gateway.forget()


def test_preflight__stripe_refuses_the_key(look, caplog):
    faults.switch_on("wrong_key")
    with pytest.raises(KeyRejected):
        look(ALICE, None)
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_preflight__fails_half_way(look, stripe_server, caplog):
    stripe_server.will_say(Answer(), refusal(403, "Having the 'rak_customer_portal_read' permission would help."))
    with pytest.raises(KeyRejected, match="rak_customer_portal_read"):
        look(ALICE, None)
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_preflight__keeps_its_deadline(look, options, stripe_server):
    options(DEADLINE_SECONDS=1)
    stripe_server.always = Answer(delay=float("inf"))
    with pytest.raises(BillingPortalError) as caught:
        look(ALICE, None)
    assert isinstance(caught.value, StripeUnavailable | Busy)


def test_preflight__failures_leave_no_frames_behind(stripe_server):
    stripe_server.will_say(refusal(401, "No."))
    with pytest.raises(KeyRejected) as caught:
        preflight(ALICE, None)
    assert {frame.name for frame in caught.traceback} <= {"perform", "preflight", caught.traceback[0].name}


def test_apreflight__many_at_once():
    # Not asyncio.run(): its rows would be read in a thread whose connection nobody closes.
    @async_to_sync
    async def together():
        return await asyncio.gather(*(apreflight(ALICE, SubscriptionCancel()) for _ in range(5)))

    assert together() == [[]] * 5
