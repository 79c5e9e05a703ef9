"""What goes to Stripe, and what comes back, when all is well."""

from datetime import UTC, datetime, timedelta

import pytest

from django_billing_portal.exceptions import FlowUnavailable, FlowUnsupported, StaleCustomer
from django_billing_portal.gateway import AFTER_EXPIRATION_SINCE, sdk_version
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.answers import SubscriptionItem
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import PORTAL, SUBSCRIPTION, Answer

ALICE = CustomerRef("cus_alice")


def test_create_session__becomes_ours(gate, stripe_server, soon):
    session = gate.create_session(customer=ALICE, deadline=soon)
    assert session.id == "bps_1"
    assert session.url == f"{PORTAL}secret1"
    assert session.configuration == "bpc_default"
    assert session.livemode is False
    assert abs(session.created - datetime.now(UTC)) < timedelta(seconds=5)


def test_create_session__url_is_not_in_repr(gate, stripe_server, soon):
    assert PORTAL not in repr(gate.create_session(customer=ALICE, deadline=soon))


def test_create_session__sends_every_parameter(gate, stripe_server, soon):
    gate.create_session(
        customer=ALICE,
        deadline=soon,
        return_url="https://example.com/",
        flow_data={"type": "subscription_cancel", "subscription_cancel": {"subscription": "sub_1"}},
        configuration="bpc_teams",
        locale="de",
        on_behalf_of="acct_shop",
    )
    assert stripe_server.requests[0].params == {
        "customer": "cus_alice",
        "return_url": "https://example.com/",
        "flow_data[type]": "subscription_cancel",
        "flow_data[subscription_cancel][subscription]": "sub_1",
        "configuration": "bpc_teams",
        "locale": "de",
        "on_behalf_of": "acct_shop",
    }


def test_create_session__leaves_out_what_is_none(gate, stripe_server, soon):
    gate.create_session(customer=ALICE, deadline=soon, return_url=None, locale=None)
    assert stripe_server.requests[0].params == {"customer": "cus_alice"}


def test_create_session__for_an_account_of_accounts_v2(gate, stripe_server, soon):
    gate.create_session(customer=CustomerRef("acct_alice"), deadline=soon)
    assert stripe_server.requests[0].params == {"customer_account": "acct_alice"}


def test_create_session__acts_as_the_connected_account(gate, stripe_server, soon):
    gate.create_session(customer=CustomerRef("cus_alice", account="acct_shop"), deadline=soon)
    assert stripe_server.requests[0].headers["stripe-account"] == "acct_shop"


def test_create_session__acts_as_the_keys_own_account(gate, stripe_server, soon):
    gate.create_session(customer=ALICE, deadline=soon)
    assert "stripe-account" not in stripe_server.requests[0].headers


def test_create_session__never_reuses_an_idempotency_key(gate, stripe_server, soon):
    gate.create_session(customer=ALICE, deadline=soon)
    gate.create_session(customer=ALICE, deadline=soon)
    first, second = (request.headers["idempotency-key"] for request in stripe_server.requests)
    assert first != second


def test_create_session__sends_the_key_without_its_newline(gate, stripe_server, configure, soon):
    configure(API_KEY="sk_test_pasted\n")
    gate.create_session(customer=ALICE, deadline=soon)
    assert stripe_server.requests[0].headers["authorization"] == "Bearer sk_test_pasted"


def test_create_session__of_the_same_mode(gate, stripe_server, soon):
    assert gate.create_session(customer=CustomerRef("cus_alice", livemode=False), deadline=soon)


def test_create_session__of_the_other_mode(gate, stripe_server, soon, records):
    with pytest.raises(StaleCustomer, match="other mode"):
        gate.create_session(customer=CustomerRef("cus_alice", livemode=True), deadline=soon)
    assert [record.billing_code for record in records()] == ["stale_customer"]


@pytest.mark.skipif(sdk_version() < AFTER_EXPIRATION_SINCE, reason="this stripe does not know after_expiration")
def test_create_session__recovers_after_expiration(gate, stripe_server, soon):
    gate.create_session(customer=ALICE, deadline=soon, after_expiration={"type": "customer_login"})
    assert stripe_server.requests[0].params["after_expiration[type]"] == "customer_login"


def test_create_session__after_expiration_needs_a_newer_sdk(gate, stripe_server, records, monkeypatch):
    monkeypatch.setattr("django_billing_portal.gateway.sdk_version", lambda: (16, 0, 1))
    with pytest.raises(FlowUnsupported, match=r"stripe 16\.1"):
        gate.create_session(customer=ALICE, deadline=Deadline.after(10), after_expiration={"type": "customer_login"})
    assert not stripe_server.requests
    assert [record.levelname for record in records()] == ["ERROR"]


def test_list_subscriptions__keeps_those_that_have_not_ended(gate, stripe_server, soon):
    states = ["active", "incomplete_expired", "past_due", "canceled"]
    data = [{**SUBSCRIPTION, "id": f"sub_{state}", "status": state} for state in states]
    stripe_server.will_say(Answer(body={"object": "list", "data": data}))
    found = gate.list_subscriptions(customer=ALICE, deadline=soon)
    assert [subscription.id for subscription in found] == ["sub_active", "sub_past_due"]


def test_list_subscriptions__asks_for_one_customer(gate, stripe_server, soon):
    gate.list_subscriptions(customer=CustomerRef("cus_alice", account="acct_shop"), deadline=soon)
    assert stripe_server.requests[0].params == {"customer": "cus_alice", "limit": "100"}
    assert stripe_server.requests[0].headers["stripe-account"] == "acct_shop"


def test_get_subscription__becomes_ours(gate, stripe_server, soon):
    subscription = gate.get_subscription(id="sub_7", account="", deadline=soon)
    assert subscription.id == "sub_7"
    assert subscription.customer == "cus_1"
    assert subscription.items == (
        SubscriptionItem(id="si_basic", price="price_basic", product="prod_basic", quantity=1),
    )


def test_get_subscription__cannot_leave_its_path(gate, stripe_server, soon):
    gate.get_subscription(id="../customers/cus_bob", account="acct_shop", deadline=soon)
    assert stripe_server.requests[0].path == "/v1/subscriptions/..%2Fcustomers%2Fcus_bob"
    assert stripe_server.requests[0].headers["stripe-account"] == "acct_shop"


def test_find_price__by_its_lookup_key(gate, stripe_server, soon):
    assert gate.find_price(lookup_key="pro", account="", deadline=soon) == "price_of_pro"
    assert stripe_server.requests[0].params == {"lookup_keys[0]": "pro", "active": "true", "limit": "1"}


def test_find_price__without_one(gate, stripe_server, soon, records):
    stripe_server.will_say(Answer(body={"object": "list", "data": []}))
    with pytest.raises(FlowUnavailable, match="'pro'"):
        gate.find_price(lookup_key="pro", account="", deadline=soon)
    assert [record.levelname for record in records()] == ["ERROR"]


def test_create_customer__once_for_a_key(gate, stripe_server, soon):
    customer = gate.create_customer(
        params={"email": "alice@example.com", "metadata": {"user": "1"}},
        account="acct_shop",
        idempotency_key="customer-of-1",
        deadline=soon,
    )
    assert customer == CustomerRef("cus_new1", "acct_shop", livemode=False)
    request = stripe_server.requests[0]
    assert request.params == {"email": "alice@example.com", "metadata[user]": "1"}
    assert request.headers["idempotency-key"] == "customer-of-1"
    assert request.headers["stripe-account"] == "acct_shop"


def test_get_customer__learns_the_mode(gate, stripe_server, soon):
    assert gate.get_customer(customer=ALICE, deadline=soon) == CustomerRef("cus_alice", livemode=False)


def test_get_customer__of_accounts_v2(gate, stripe_server, soon):
    assert gate.get_customer(customer=CustomerRef("acct_alice"), deadline=soon).id == "acct_alice"
    assert stripe_server.requests[0].path == "/v2/core/accounts/acct_alice"


def test_get_customer__deleted(gate, stripe_server, soon, records):
    stripe_server.will_say(Answer(body={"object": "customer", "id": "cus_alice", "deleted": True}))
    with pytest.raises(StaleCustomer, match="deleted"):
        gate.get_customer(customer=ALICE, deadline=soon)
    assert [record.levelname for record in records()] == ["ERROR"]


def test_get_customer__of_the_other_mode(gate, stripe_server, soon):
    with pytest.raises(StaleCustomer, match="other mode"):
        gate.get_customer(customer=CustomerRef("cus_alice", livemode=True), deadline=soon)


def test_success__is_not_logged(gate, stripe_server, soon, records):
    gate.create_session(customer=ALICE, deadline=soon)
    assert not records()
