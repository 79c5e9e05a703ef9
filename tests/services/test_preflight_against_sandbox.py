"""What a preflight says equals what the sandbox then answers: no obstacle where it mints, else the right one."""

import re
from dataclasses import dataclass, field

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_billing_portal import gateway
from django_billing_portal.exceptions import (
    BillingPortalError,
    FlowUnavailable,
    FlowUnsupported,
    NotConfigured,
    StaleCustomer,
)
from django_billing_portal.flows import (
    Coupon,
    CustomerUpdate,
    Flow,
    Item,
    PaymentMethodUpdate,
    PromotionCode,
    SubscriptionCancel,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.refs import CustomerRef
from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.models import SandboxObject
from django_billing_portal.services.mentions import unsupported
from django_billing_portal.services.obstacles import KINDS
from django_billing_portal.services.preflight import preflight
from django_billing_portal.services.sessions import mint_session
from tests.seeded import plant
from tests.services.defects import DEFECTS

ALICE = CustomerRef("cus_alice", livemode=False)
YEARLY = Item(price="price_pro_yearly")


def confirm(*discounts: Coupon | PromotionCode, **item: object) -> SubscriptionUpdateConfirm:
    return SubscriptionUpdateConfirm(items=[Item(**item or {"price": "price_pro_yearly"})], discounts=discounts)


CARD, DETAILS = PaymentMethodUpdate(), CustomerUpdate()
CANCEL, PAUSE, UPDATE, CONFIRM = SubscriptionCancel(), SubscriptionPause(), SubscriptionUpdate(), confirm()
STAY = SubscriptionCancel(retention_coupon="STAY20")
NAMED = SubscriptionUpdate(subscription="sub_alice")
BY_KEY = confirm(lookup_key="pro_yearly")
WITH_COUPON, WITH_CODE = confirm(Coupon("STAY20")), confirm(PromotionCode("promo_welcome"))
MORE, SAME = confirm(quantity=2), confirm(price="price_pro_monthly", quantity=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Say what is wrong, what a preflight calls it, and what minting answers."""

    code: str
    flow: Flow | None
    defects: tuple[str, ...] = ()
    error: type[BillingPortalError] = FlowUnavailable
    text: str
    """Found in the log: Stripe's own words, or ours where Stripe is not even asked."""
    twin: Flow | None = field(default=None)
    """The flow that works where nothing is wrong; the same one, unless the flow itself is."""


def wrong(code: str, flow: Flow | None, text: str, *defects: str, **rest: object) -> Situation:
    return Situation(code=code, flow=flow, text=text, defects=defects, **{"twin": flow} | rest)


CANNOT = r"The subscription sub_alice cannot be (updated|paused) because "
NO_OTHER_PRICE = "no price in the portal configuration available to change to"
OFF = "feature in the portal configuration is disabled"
SITUATIONS = [
    wrong("stale_customer", None, "No such customer: 'cus_alice'", "customer gone", error=StaleCustomer),
    wrong("stale_customer", CARD, "No such customer: 'cus_alice'", "customer deleted", error=StaleCustomer),
    wrong("stale_customer", UPDATE, "No such customer: 'cus_alice'", "customer gone", error=StaleCustomer),
    wrong("stale_customer", CANCEL, "exists in live mode", "customer live", error=StaleCustomer),
    wrong("not_configured", None, "default configuration has not been", "configuration unsaved", error=NotConfigured),
    wrong("not_configured", CARD, "default configuration has not been", "configuration gone", error=NotConfigured),
    wrong("not_configured", CANCEL, "is inactive", "configuration inactive", error=NotConfigured),
    wrong("feature_off", CARD, OFF, "payment_method_update off"),
    wrong("feature_off", DETAILS, OFF, "customer_update off"),
    wrong("feature_off", DETAILS, OFF, "no details to change"),
    wrong("feature_off", CANCEL, OFF, "subscription_cancel off"),
    wrong("feature_off", PAUSE, OFF, "subscription_pause off"),
    wrong("feature_off", UPDATE, OFF, "subscription_update off"),
    wrong("feature_off", CONFIRM, OFF, "no updates allowed"),
    wrong("no_subscription", UPDATE, "the customer has no live ones", "canceled"),
    wrong("no_subscription", CANCEL, "the customer has no live ones", "incomplete"),
    wrong("several_subscriptions", CANCEL, "the customer has 2 live ones", "several subscriptions"),
    wrong("unknown_subscription", NAMED, "No such subscription: 'sub_alice'", "subscription gone"),
    wrong("unknown_subscription", NAMED, "No such subscription: 'sub_alice'", "subscription of another"),
    wrong("subscription_ended", NAMED, "because it is canceled", "canceled"),
    wrong("not_in_this_state", UPDATE, f"{CANNOT}its status is unpaid", "unpaid"),
    wrong("not_in_this_state", CONFIRM, f"{CANNOT}its status is paused", "paused"),
    wrong("not_in_this_state", PAUSE, f"{CANNOT}its status is past_due", "past_due"),
    wrong("already_cancelling", CANCEL, "already set to be canceled", "cancel at a date"),
    wrong("already_cancelling", STAY, "already set to be canceled", "cancel at period end"),
    wrong("already_cancelling", UPDATE, f"{CANNOT}it is set to be canceled", "cancel at a date"),
    wrong("already_cancelling", PAUSE, f"{CANNOT}it is set to be canceled", "cancel at period end"),
    wrong("several_items", UPDATE, "because it has multiple items", "several items"),
    wrong("several_items", CONFIRM, "names no item, and the subscription has none or several", "several items"),
    wrong("scheduled", UPDATE, f"{CANNOT}it is managed by a subscription schedule", "scheduled"),
    wrong("scheduled", PAUSE, f"{CANNOT}it is managed by a subscription schedule", "scheduled"),
    wrong("paid_by_invoice", CONFIRM, f"{CANNOT}its collection method is send_invoice", "sent invoices"),
    wrong("paid_by_invoice", PAUSE, f"{CANNOT}its collection method is send_invoice", "sent invoices"),
    wrong("metered", UPDATE, f"{CANNOT}it has a usage-based price", "metered"),
    wrong("nothing_to_switch_to", UPDATE, NO_OTHER_PRICE, "only her price"),
    wrong("unknown_price", CONFIRM, "No such price: 'price_pro_yearly'", "price gone"),
    wrong("unknown_price", CONFIRM, "The price specified is inactive", "price archived"),
    wrong("unknown_price", BY_KEY, "No active price has the lookup key 'pro_yearly'", "price without key"),
    wrong("price_not_offered", CONFIRM, "does not include the price", "only her price"),
    wrong("price_not_offered", BY_KEY, "does not include the price", "only her price"),
    wrong("unknown_item", confirm(id="si_bob", quantity=2), "No such subscription item: 'si_bob'", twin=MORE),
    wrong("no_change", SAME, "there are no changes to confirm", twin=MORE),
    wrong("unknown_coupon", STAY, "No such coupon: 'STAY20'", "coupon gone"),
    wrong("unknown_coupon", WITH_COUPON, "No such coupon: 'STAY20'", "coupon gone"),
    wrong("coupon_spent", STAY, "Coupon expired: STAY20", "coupon expired"),
    wrong("coupon_spent", WITH_COUPON, "Coupon expired: STAY20", "coupon spent"),
    wrong("unknown_promotion_code", WITH_CODE, "No such promotion code: 'promo_welcome'", "code gone"),
    wrong("unknown_promotion_code", WITH_CODE, "only be redeemed by another customer", "code of another"),
    wrong("promotion_code_spent", WITH_CODE, "is expired or inactive", "code inactive"),
    wrong("promotion_code_spent", WITH_CODE, "is expired or inactive", "code expired"),
    wrong("promotion_code_spent", WITH_CODE, "is expired or inactive", "code spent"),
    wrong("promotion_code_spent", WITH_CODE, "is expired or inactive", "coupon gone"),
    wrong("already_paused", PAUSE, f"{CANNOT}it is already paused", "paused"),
    wrong("pause_not_possible", PAUSE, f"{CANNOT}it does not use flexible billing mode", "classic"),
]
TOLD = {"flow_unsupported": "test_old_sdk__refused_before_anything_is_asked"}


@pytest.fixture(autouse=True)
def _many_clicks(options, stripe_world):
    options(MINTS_PER_MINUTE=0)


def refusal(user: object, flow: Flow | None, **wishes: str) -> BillingPortalError | None:
    """Mint, and return why not."""
    try:
        mint_session(user=user, flow=flow, reuse=False, **wishes)
    except BillingPortalError as error:
        return error
    return None


def codes(flow: Flow | None) -> list[str]:
    return [obstacle.code for obstacle in preflight(ALICE, flow)]


def known(*values: object, flow: Flow | None, id: str) -> ParameterSet:
    reason = unsupported(flow)
    return pytest.param(*values, marks=pytest.mark.skipif(bool(reason), reason=reason), id=id)


def name(flow: Flow | None) -> str:
    return flow.type if flow else "home"


def test_situations__cover_every_obstacle() -> None:
    assert {one.code for one in SITUATIONS} | TOLD.keys() == KINDS.keys()


@pytest.mark.parametrize(
    "one", [known(one, flow=one.flow, id="-".join([one.code, name(one.flow), *one.defects])) for one in SITUATIONS]
)
def test_situation__foreseen_and_refused(alice, caplog, one: Situation) -> None:
    for defect in one.defects:
        DEFECTS[defect]()

    assert codes(one.flow)[:1] == [one.code]
    error = refusal(alice, one.flow)

    assert isinstance(error, one.error)
    assert re.search(one.text, caplog.text)


@pytest.mark.parametrize(
    "flow", [known(flow, flow=flow, id=name(flow)) for flow in dict.fromkeys(one.twin for one in SITUATIONS)]
)
def test_good_twin__no_obstacle_and_a_session(alice, flow: Flow | None) -> None:
    assert (codes(flow), refusal(alice, flow)) == ([], None)


def test_old_sdk__refused_before_anything_is_asked(alice, monkeypatch) -> None:
    monkeypatch.setattr(gateway, "sdk_version", lambda: (15, 0, 1))

    assert codes(PAUSE) == ["flow_unsupported"]
    assert isinstance(refusal(alice, PAUSE), FlowUnsupported)


@pytest.mark.parametrize(("configuration", "expected"), [("bpc_gone", ["not_configured"]), ("bpc_default", [])])
def test_named_configuration__must_exist(alice, configuration: str, expected: list[str]) -> None:
    found = [obstacle.code for obstacle in preflight(ALICE, CARD, configuration=configuration)]
    error = refusal(alice, CARD, configuration=configuration)

    assert (found, [error.code] if error else []) == (expected, expected)


@pytest.mark.parametrize("flow", [CANCEL, NAMED], ids=["unnamed", "named"])
def test_many_subscriptions__more_than_come_with_the_customer(alice, flow: Flow) -> None:
    oldest = store.get("sub_alice") | {"created": 1}
    store.put(oldest)
    for number in range(11):
        store.put(oldest | {"id": f"sub_alice_{number}", "created": 2, "status": "canceled" if number else "active"})
    for number in range(12, 23):
        store.put(oldest | {"id": f"sub_alice_{number}", "created": 3, "status": "incomplete"})

    assert (codes(flow) == []) is (refusal(alice, flow) is None) is (flow is NAMED)


FLOWS = [
    None, CARD, DETAILS, CANCEL, STAY, PAUSE, UPDATE, NAMED, CONFIRM, BY_KEY, WITH_COUPON, WITH_CODE, MORE, SAME,
    SubscriptionCancel(subscription="sub_alice"), SubscriptionPause(subscription="sub_alice"),
    SubscriptionUpdate(subscription="sub_bob"), SubscriptionCancel(subscription="sub_gone"),
    SubscriptionUpdateConfirm(subscription="sub_alice", items=[YEARLY]),
    SubscriptionUpdateConfirm(subscription="sub_alice", items=[Item(id="si_alice", quantity=1)]),
    confirm(id="si_bob", price="price_pro_yearly"), confirm(id="si_alice", lookup_key="pro_monthly"),
    confirm(Coupon("STAY20"), PromotionCode("promo_welcome"), quantity=1), confirm(price="price_pro_monthly"),
    confirm(Coupon("GONE")), confirm(price="price_gone"), confirm(lookup_key="gone"),
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flow=st.sampled_from(FLOWS), defects=st.sets(st.sampled_from([*DEFECTS]), max_size=3))
def test_any_world__foreseen_as_it_comes(alice, flow: Flow | None, defects: set[str]) -> None:
    SandboxObject.objects.all().delete()
    plant()
    for defect in sorted(defects, key=[*DEFECTS].index):
        DEFECTS[defect]()

    assert (codes(flow) == []) is (refusal(alice, flow) is None)
