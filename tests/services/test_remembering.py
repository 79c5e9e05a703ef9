"""What the operator keeps at Stripe is read once for many visitors, and what is a customer's anew for each."""

import pytest
from asgiref.sync import async_to_sync

from django_billing_portal import gateway
from django_billing_portal.flows import Coupon, Item, PromotionCode, SubscriptionCancel, SubscriptionUpdateConfirm
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import Callables
from django_billing_portal.sandbox import store
from django_billing_portal.services import remembering
from django_billing_portal.services.availability import alist_flows, list_flows
from django_billing_portal.services.offers import aoffer_flows, offer_flows
from django_billing_portal.services.preflight import apreflight, preflight
from tests.services.foresight import copy
from tests.stand_in import Answer, refusal

pytestmark = pytest.mark.usefixtures("stripe_world")

FLOWS = {
    "leave": SubscriptionCancel(retention_coupon="STAY20"),
    "to-yearly": SubscriptionUpdateConfirm(items=[Item(lookup_key="yearly")], discounts=[Coupon("SUMMER20")]),
    "to-team": SubscriptionUpdateConfirm(items=[Item(price="price_team")], discounts=[PromotionCode("promo_1")]),
}
CUSTOMERS = ["/v1/customers/cus_alice", "/v1/customers/cus_bob"]
PROMOTION = "/v1/promotion_codes/promo_1"
MISSING = refusal(404, "No such promotion code.", code="resource_missing", param="id")


@pytest.fixture(autouse=True)
def _flows(options):
    options(FLOWS=FLOWS)


@pytest.fixture(
    params=[offer_flows, async_to_sync(aoffer_flows), list_flows, async_to_sync(alist_flows)],
    ids=["offer-sync", "offer-async", "list-sync", "list-async"],
)
def look(request):
    return request.param


@pytest.fixture
def asked(stripe_server):
    """Return what was asked since the last time."""

    def take():
        paths = [request.path for request in stripe_server.requests]
        stripe_server.requests.clear()
        return paths

    return take


@pytest.fixture
def only_to_team(options):
    options(FLOWS={"to-team": FLOWS["to-team"]})


def test_remembering__another_customer_costs_one_call(look, alice, bob, asked):
    look(user=alice)
    assert len(asked()) == 7
    look(user=bob)
    assert asked() == CUSTOMERS[1:]


@pytest.mark.usefixtures("only_to_team")
def test_remembering__that_there_is_no_such_thing(look, alice, bob, asked, stripe_server):
    stripe_server.will_say(Answer(), Answer(), Answer(), MISSING)
    look(user=alice)
    assert asked()[-1] == PROMOTION
    look(user=bob)
    assert asked() == CUSTOMERS[1:]


def test_remembering__not_a_failure(alice, bob, asked, options, stripe_server):
    options(FLOWS={"leave": FLOWS["leave"]})
    stripe_server.will_say(Answer(), Answer(), refusal(400, "This coupon is odd."))
    assert not offer_flows(user=alice).is_checked
    asked()
    assert offer_flows(user=bob).is_checked
    assert asked() == [CUSTOMERS[1], "/v1/coupons/STAY20"]


@pytest.mark.usefixtures("only_to_team")
def test_remembering__not_a_promotion_code_for_one_customer(look, alice, bob, asked, stripe_server):
    only_hers = Answer(body={"id": "promo_1", "object": "promotion_code", "active": True, "customer": "cus_alice"})
    stripe_server.will_say(Answer(), Answer(), Answer(), only_hers)
    look(user=alice)
    asked()
    look(user=bob)
    assert asked() == [CUSTOMERS[1], PROMOTION]


def test_remembering__not_a_subscription(look, alice, asked, options):
    options(FLOWS={"leave": SubscriptionCancel(subscription="sub_9")})
    look(user=alice)
    asked()
    look(user=alice)
    assert asked() == [CUSTOMERS[0], "/v1/subscriptions/sub_9"]


def test_remembering__each_account_has_its_own(look, alice, bob, asked, options):
    names = {"alice": "acct_1", "bob": "acct_2"}
    whose = Callables(resolve=lambda *, subject: CustomerRef("cus_bob", names[subject.username]))
    options(RESOLVER=whose, FLOWS={})
    for user in (alice, bob, bob):
        look(user=user)
    configurations = "/v1/billing_portal/configurations"
    assert asked() == [CUSTOMERS[1], configurations, CUSTOMERS[1], configurations, CUSTOMERS[1]]


def test_remembering__each_key_has_its_own(look, alice, asked, options):
    look(user=alice)
    options(API_KEY="sk_test_another0123456789")
    asked()
    look(user=alice)
    assert len(asked()) == 7


def test_remembering__not_for_long(look, alice, bob, asked, monkeypatch):
    monkeypatch.setattr(remembering, "KEEP_SECONDS", 0)
    look(user=alice)
    asked()
    look(user=bob)
    assert len(asked()) == 7


def test_remembering__begins_anew(look, alice, asked):
    look(user=alice)
    gateway.forget()
    asked()
    look(user=alice)
    assert len(asked()) == 7


@pytest.mark.parametrize("ask", [preflight, async_to_sync(apreflight)], ids=["sync", "async"])
def test_remembering__staff_want_the_truth_now(ask, alice, asked):
    list_flows(user=alice)
    asked()
    ask(CustomerRef("cus_bob"), "leave")
    assert asked() == [CUSTOMERS[1], "/v1/billing_portal/configurations", "/v1/coupons/STAY20"]


def test_remembering__sandbox_shows_effects_at_once(look, alice, options):
    options(FLOWS={"leave": SubscriptionCancel(retention_coupon="STAY20")})
    assert look(user=alice)
    copy("STAY20", "STAY20", valid=False)
    assert [one.code for one in list_flows(user=alice)[1].obstacles] == ["coupon_spent"]
    store.delete("STAY20")
    assert [one.code for one in list_flows(user=alice)[1].obstacles] == ["unknown_coupon"]
