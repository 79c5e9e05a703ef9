"""Things that a preflight looks up: that Stripe has no such thing is an answer, and everything else a failure."""

import pytest

from django_billing_portal.exceptions import FlowUnavailable, KeyRejected, StripeRefused, StripeUnavailable
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.answers import Subscription
from django_billing_portal.wire.deadline import Deadline
from django_billing_portal.wire.offers import Configuration, Coupon, Price, PromotionCode
from tests.stand_in import Answer, refusal

ALICE = CustomerRef("cus_alice", account="acct_shop")
MISSING = refusal(404, "No such thing: 'x'", code="resource_missing", param="id")


def test_look_up_customer__with_subscriptions_in_one_call(gate, stripe_server, soon):
    found = gate.look_up_customer(customer=ALICE, with_subscriptions=True, deadline=soon)
    assert (found.id, [one.id for one in found.subscriptions]) == ("cus_alice", ["sub_1"])
    (asked,) = stripe_server.requests
    assert (asked.path, asked.params) == ("/v1/customers/cus_alice", {"expand[0]": "subscriptions"})
    assert asked.headers["stripe-account"] == "acct_shop"


def test_look_up_customer__alone(gate, stripe_server, soon):
    assert not gate.look_up_customer(customer=ALICE, with_subscriptions=False, deadline=soon).subscriptions
    assert stripe_server.requests[0].params == {}


@pytest.mark.parametrize("with_subscriptions", [True, False])
def test_look_up_customer__of_accounts_v2_has_nothing_to_expand(gate, stripe_server, soon, with_subscriptions):
    account = CustomerRef("acct_alice")
    found = gate.look_up_customer(customer=account, with_subscriptions=with_subscriptions, deadline=soon)
    assert found.id == "acct_alice"
    (asked,) = stripe_server.requests
    assert (asked.path, asked.params) == ("/v2/core/accounts/acct_alice", {})


def test_look_up_customer__deleted(gate, stripe_server, soon):
    stripe_server.will_say(Answer(body={"id": "cus_alice", "object": "customer", "deleted": True}))
    assert gate.look_up_customer(customer=ALICE, with_subscriptions=True, deadline=soon).is_deleted


@pytest.mark.parametrize("code", ["resource_missing", "not_found"])
def test_look_up_customer__missing_is_an_answer(gate, stripe_server, soon, records, code):
    stripe_server.will_say(refusal(404, "No such customer: 'cus_alice'", code=code, param="id"))
    assert gate.look_up_customer(customer=ALICE, with_subscriptions=True, deadline=soon) is None
    assert not records()


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (Configuration, "/v1/billing_portal/configurations/x"),
        (Coupon, "/v1/coupons/x"),
        (Price, "/v1/prices/x"),
        (PromotionCode, "/v1/promotion_codes/x"),
        (Subscription, "/v1/subscriptions/x"),
    ],
)
def test_look_up__by_id(gate, stripe_server, soon, kind, path):
    found = gate.look_up(kind=kind, id="x", account="acct_shop", deadline=soon)
    assert (type(found), found.id) == (kind, "x")
    (asked,) = stripe_server.requests
    assert (asked.method, asked.path) == ("GET", path)
    assert asked.headers["stripe-account"] == "acct_shop"


def test_look_up__configuration_with_the_prices_that_stripe_hides(gate, stripe_server, soon):
    gate.look_up(kind=Configuration, id="bpc_teams", account="", deadline=soon)
    assert stripe_server.requests[0].params == {"expand[0]": "features.subscription_update.products"}


@pytest.mark.parametrize("kind", [Configuration, Coupon, Price, PromotionCode, Subscription])
def test_look_up__missing_is_an_answer(gate, stripe_server, soon, records, kind):
    stripe_server.will_say(MISSING)
    assert gate.look_up(kind=kind, id="x", account="", deadline=soon) is None
    assert not records()


def test_look_up__cannot_leave_its_path(gate, stripe_server, soon):
    gate.look_up(kind=Coupon, id="../customers/cus_bob", account="", deadline=soon)
    assert stripe_server.requests[0].path == "/v1/coupons/..%2Fcustomers%2Fcus_bob"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(404, "Unrecognized request URL (GET: /v1/coupons/x)."), StripeRefused),
        (refusal(403, "The provided key does not have the required permissions."), KeyRejected),
        (refusal(500, "Oops."), StripeUnavailable),
        (Answer(status=404, body=b"<html>"), StripeUnavailable),
    ],
    ids=["no such path", "no right", "outage", "not stripe"],
)
def test_look_up__everything_else_is_a_failure(gate, stripe_server, records, answer, error):
    stripe_server.always = answer
    with pytest.raises(error):
        gate.look_up(kind=Coupon, id="x", account="", deadline=Deadline.after(1.2))
    assert [record.billing_code for record in records()] == [error.code]


def test_get_subscription__missing_is_still_a_failure(gate, stripe_server, soon, records):
    stripe_server.will_say(refusal(404, "No such subscription: 'sub_x'", code="resource_missing", param="id"))
    with pytest.raises(FlowUnavailable):
        gate.get_subscription(id="sub_x", account="", deadline=soon)
    assert len(records()) == 1


def test_look_up_default_configuration__asks_for_one(gate, stripe_server, soon):
    found = gate.look_up_default_configuration(account="acct_shop", deadline=soon)
    assert (found.id, found.prices) == ("bpc_default", {"price_basic", "price_better"})
    (asked,) = stripe_server.requests
    assert asked.path == "/v1/billing_portal/configurations"
    assert asked.params == {
        "is_default": "true",
        "limit": "1",
        "expand[0]": "data.features.subscription_update.products",
    }
    assert asked.headers["stripe-account"] == "acct_shop"


def test_look_up_default_configuration__none_was_saved(gate, stripe_server, soon, records):
    stripe_server.will_say(Answer(body={"object": "list", "data": []}))
    assert gate.look_up_default_configuration(account="", deadline=soon) is None
    assert not records()


def test_look_up_prices__several_in_one_call(gate, stripe_server, soon):
    found = gate.look_up_prices(lookup_keys=("pro", "business"), account="acct_shop", deadline=soon)
    assert [(price.lookup_key, price.id) for price in found] == [
        ("pro", "price_of_pro"),
        ("business", "price_of_business"),
    ]
    (asked,) = stripe_server.requests
    assert asked.params == {"lookup_keys[0]": "pro", "lookup_keys[1]": "business", "active": "true", "limit": "2"}
    assert asked.headers["stripe-account"] == "acct_shop"


@pytest.mark.parametrize(
    ("kind", "path", "beside"),
    [
        (Coupon, "/v1/coupons", {}),
        (Price, "/v1/prices", {"active": "true", "expand[0]": "data.product"}),
        (PromotionCode, "/v1/promotion_codes", {"active": "true"}),
    ],
)
def test_list_offered__what_can_be_used(gate, stripe_server, kind, path, beside):
    stripe_server.will_say(Answer(body={"object": "list", "data": [{"id": "x"}], "has_more": True}))
    found = gate.list_offered(kind=kind, account="acct_shop", deadline=Deadline.after(30))
    assert ([type(one) for one in found.things], found.has_more) == ([kind], True)
    (asked,) = stripe_server.requests
    assert (asked.path, asked.params) == (path, {"limit": "100", **beside})
    assert asked.headers["stripe-account"] == "acct_shop"
