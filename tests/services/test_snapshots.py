"""What is read for a preflight: each thing once, and nothing that no flow needs."""

import pytest
from asgiref.sync import async_to_sync

from django_billing_portal.exceptions import KeyRejected, StripeUnavailable
from django_billing_portal.flows import (
    Coupon,
    CustomerUpdate,
    Item,
    PaymentMethodUpdate,
    PromotionCode,
    Since,
    SubscriptionCancel,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.snapshots import taking_snapshot
from django_billing_portal.services.stories import atell, tell
from django_billing_portal.wire import offers
from django_billing_portal.wire.answers import Subscription
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import SUBSCRIPTION, Answer, refusal

ALICE = CustomerRef("cus_alice", account="acct_shop")
CUSTOMER = "/v1/customers/cus_alice"
CONFIGURATIONS = "/v1/billing_portal/configurations"
BASE = [CUSTOMER, CONFIGURATIONS]


@pytest.fixture(autouse=True)
def _every_flow_is_supported(monkeypatch):
    for flow in (CustomerUpdate, SubscriptionPause):
        monkeypatch.setattr(flow, "since", Since((15, 0, 0), "2026-03-25.dahlia"))


@pytest.fixture(params=[tell, async_to_sync(atell)], ids=["sync", "async"])
def take(request):
    """Take a snapshot of Alice, in either world."""

    def run(*flows, customer=ALICE, configuration=None, seconds=10):
        deadline = Deadline.after(seconds)
        return request.param(taking_snapshot(customer, flows, configuration=configuration, deadline=deadline))

    return run


@pytest.fixture
def asked(stripe_server):
    return lambda: [request.path for request in stripe_server.requests]


def listed(*subscriptions, more=False):
    """Say a customer with these subscriptions."""
    data = [{**SUBSCRIPTION, "id": id, "customer": "cus_alice"} for id in subscriptions]
    found = {"object": "list", "data": data, "has_more": more}
    return Answer(body={"id": "cus_alice", "object": "customer", "livemode": False, "subscriptions": found})


@pytest.mark.parametrize(
    "flow",
    [
        None,
        CustomerUpdate(),
        PaymentMethodUpdate(),
        SubscriptionCancel(),
        SubscriptionPause(),
        SubscriptionUpdate(),
        SubscriptionUpdate(subscription="sub_1"),
        SubscriptionUpdateConfirm(items=[Item(quantity=2)]),
    ],
    ids=repr,
)
def test_taking_snapshot__two_calls(take, asked, flow):
    found = take(flow)
    assert asked() == BASE
    assert (found.customer.id, found.configuration.id) == ("cus_alice", "bpc_default")


def test_taking_snapshot__subscriptions_come_with_the_customer(take, stripe_server):
    assert [one.id for one in take(SubscriptionCancel()).subscriptions] == ["sub_1"]
    assert stripe_server.requests[0].params == {"expand[0]": "subscriptions"}


def test_taking_snapshot__subscriptions_that_nobody_needs(take, stripe_server):
    assert take(None, PaymentMethodUpdate()).subscriptions == ()
    assert stripe_server.requests[0].params == {}


@pytest.mark.parametrize(
    ("flow", "path"),
    [
        (SubscriptionCancel(retention_coupon="STAY20"), "/v1/coupons/STAY20"),
        (SubscriptionCancel(subscription="sub_9"), "/v1/subscriptions/sub_9"),
        (SubscriptionUpdateConfirm(items=[Item(price="price_2")]), "/v1/prices/price_2"),
        (SubscriptionUpdateConfirm(items=[Item(lookup_key="pro")]), "/v1/prices"),
        (
            SubscriptionUpdateConfirm(items=[Item(quantity=2)], discounts=[Coupon("SUMMER20")]),
            "/v1/coupons/SUMMER20",
        ),
        (
            SubscriptionUpdateConfirm(items=[Item(quantity=2)], discounts=[PromotionCode("promo_1")]),
            "/v1/promotion_codes/promo_1",
        ),
    ],
    ids=repr,
)
def test_taking_snapshot__one_call_more_for_each_thing(take, asked, flow, path):
    take(flow)
    assert asked() == [*BASE, path]


def test_taking_snapshot__of_many_flows_reads_each_thing_once(take, asked, stripe_server):
    found = take(
        None,
        PaymentMethodUpdate(),
        SubscriptionCancel(retention_coupon="STAY20"),
        SubscriptionCancel(subscription="sub_1", retention_coupon="STAY20"),
        SubscriptionUpdateConfirm(items=[Item(lookup_key="pro")], discounts=[Coupon("STAY20")]),
        SubscriptionUpdateConfirm(items=[Item(lookup_key="business")]),
        SubscriptionUpdateConfirm(items=[Item(lookup_key="pro", quantity=3)]),
    )
    assert asked() == [*BASE, "/v1/coupons/STAY20", "/v1/prices"]
    assert {key: price.id for key, price in found.prices.items()} == {
        "pro": "price_of_pro",
        "business": "price_of_business",
    }
    assert found.thing(offers.Coupon, "STAY20").is_valid
    assert found.thing(Subscription, "sub_1").id == "sub_1"
    assert found.thing(Subscription, "sub_2") is None
    assert {request.headers["stripe-account"] for request in stripe_server.requests} == {"acct_shop"}


def test_taking_snapshot__ten_lookup_keys_at_once(take, stripe_server):
    flows = [SubscriptionUpdateConfirm(items=[Item(lookup_key=f"plan{number}")]) for number in range(11)]
    assert len(take(*flows).prices) == 11
    assert [request.params["limit"] for request in stripe_server.requests[2:]] == ["10", "1"]


def test_taking_snapshot__more_than_ten_subscriptions(take, asked, stripe_server):
    stripe_server.will_say(listed(*(f"sub_{number}" for number in range(10)), more=True))
    found = take(SubscriptionCancel(subscription="sub_1"))
    assert [one.id for one in found.subscriptions] == ["sub_1"]  # what the list says
    assert asked() == [*BASE, "/v1/subscriptions"]


def test_taking_snapshot__more_than_ten_that_nobody_needs(take, asked, stripe_server):
    stripe_server.will_say(listed(more=True))
    take(PaymentMethodUpdate())
    assert asked() == BASE


def test_taking_snapshot__of_accounts_v2(take, asked, stripe_server):
    found = take(SubscriptionCancel(), customer=CustomerRef("acct_alice"))
    assert asked() == ["/v2/core/accounts/acct_alice", CONFIGURATIONS, "/v1/subscriptions"]
    assert stripe_server.requests[2].params == {"customer_account": "acct_alice", "limit": "100"}
    assert [one.id for one in found.subscriptions] == ["sub_1"]


def test_taking_snapshot__of_accounts_v2_without_subscriptions(take, asked):
    take(PaymentMethodUpdate(), customer=CustomerRef("acct_alice"))
    assert asked() == ["/v2/core/accounts/acct_alice", CONFIGURATIONS]


def test_taking_snapshot__of_a_named_configuration(take, asked):
    assert take(SubscriptionCancel(), configuration="bpc_teams").configuration.id == "bpc_teams"
    assert asked() == [CUSTOMER, f"{CONFIGURATIONS}/bpc_teams"]


@pytest.mark.parametrize(
    "answer",
    [
        refusal(404, "No such customer: 'cus_alice'", code="resource_missing", param="id"),
        Answer(body={"id": "cus_alice", "object": "customer", "deleted": True}),
    ],
    ids=["missing", "deleted"],
)
def test_taking_snapshot__ends_without_a_customer(take, asked, stripe_server, answer):
    stripe_server.will_say(answer)
    assert take(SubscriptionCancel(retention_coupon="STAY20")).configuration is None
    assert asked() == [CUSTOMER]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body={"object": "list", "data": []}),
        refusal(404, "No such configuration: 'bpc_1'", code="resource_missing", param="id"),
        Answer(body={"object": "list", "data": [{"id": "bpc_1", "active": False}]}),
    ],
    ids=["none saved", "unknown", "inactive"],
)
def test_taking_snapshot__ends_without_a_usable_configuration(take, asked, stripe_server, answer):
    stripe_server.will_say(listed("sub_1"), answer)
    configuration = None if answer.status == 200 else "bpc_1"
    flow = SubscriptionCancel(retention_coupon="STAY20")
    assert take(flow, configuration=configuration).things == {}
    assert len(asked()) == 2


def test_taking_snapshot__of_the_other_mode_asks_nothing(take, asked):
    found = take(None, customer=CustomerRef("cus_alice", livemode=True))
    assert found.is_of_other_mode
    assert asked() == []


def test_taking_snapshot__of_unsupported_flows_asks_nothing(take, asked, monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    assert take(SubscriptionCancel(retention_coupon="STAY20")).customer is None
    assert asked() == []


def test_taking_snapshot__leaves_unsupported_flows_out(take, asked, monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    take(None, SubscriptionCancel(retention_coupon="STAY20"))
    assert asked() == BASE


def test_taking_snapshot__a_missing_thing_is_an_answer(take, stripe_server, caplog):
    missing = refusal(404, "No such coupon: 'STAY20'", code="resource_missing", param="id")
    stripe_server.will_say(listed("sub_1"), Answer(), missing)
    found = take(SubscriptionCancel(retention_coupon="STAY20"))
    assert found.things[offers.Coupon, "STAY20"] is None
    assert not caplog.records


def test_taking_snapshot__without_a_right(take, stripe_server, caplog):
    lacks = "does not have the required permissions. Having the 'rak_coupon_read' permission would allow this."
    stripe_server.will_say(listed("sub_1"), Answer(), refusal(403, lacks))
    with pytest.raises(KeyRejected, match="rak_coupon_read"):
        take(SubscriptionCancel(retention_coupon="STAY20"))
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_taking_snapshot__keeps_one_deadline_for_all(take, stripe_server, caplog):
    stripe_server.always = Answer(delay=0.4)
    with pytest.raises(StripeUnavailable):
        take(SubscriptionCancel(retention_coupon="STAY20"), seconds=1)
    assert [record.billing_code for record in caplog.records] == ["stripe_unavailable"]
