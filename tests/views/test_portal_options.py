"""What the portal page offers: what would work now, reasons for what would not, everything when nobody can tell."""

import re
from html import unescape
from threading import Timer

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_billing_portal import flows
from django_billing_portal.refs import SubjectRef
from django_billing_portal.resolvers import Callables, PortalCustomers
from django_billing_portal.sandbox import clock, faults, store
from django_billing_portal.services.obstacles import KINDS
from django_billing_portal.views.choices import Choice
from django_billing_portal.wire import guards
from tests.factories import PortalCustomerFactory, TeamFactory

pytestmark = pytest.mark.usefixtures("minted")

ALL = ["Open the billing portal", "Use another card", "Cancel subscription"]
ENDING, NO_SUBSCRIPTION, SEVERAL, NO_COUPON = (
    str(KINDS[code].sentence)
    for code in ("already_cancelling", "no_subscription", "several_subscriptions", "unknown_coupon")
)


def buttons(response) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", unescape(response.text))


def primary(response) -> list[str]:
    return re.findall(r"<button[^>]*billing-portal-primary[^>]*>(.*?)</button>", unescape(response.text))


def blocked(response) -> list[tuple[list[str], str]]:
    groups = re.findall(r"<div>(.*?)<dd>(.*?)</dd></div>", unescape(response.text))
    return [(re.findall(r"<dt>(.*?)</dt>", labels), reason) for labels, reason in groups]


def answered(response) -> list[tuple[str, str]]:
    return re.findall(r"<strong>(.*?)</strong> (.*?)</p>", unescape(response.text))


def is_closed(response) -> bool:
    return not (buttons(response) or blocked(response) or answered(response))


@pytest.fixture
def levels(caplog):
    """Read how loudly something was logged, and of which code."""
    caplog.set_level("INFO", "django_billing_portal")
    return lambda: [
        (record.levelname, record.billing_code) for record in caplog.records if record.name == "django_billing_portal"
    ]


@pytest.fixture
def ending(minted) -> None:
    store.put(store.get("sub_alice") | {"cancel_at": clock.now() + 1000})


@pytest.fixture
def without_coupon(minted) -> None:
    store.delete("STAY20")


@pytest.mark.usefixtures("ending")
def test_own_state__shown_with_its_reason_and_no_button(alice_client, levels) -> None:
    response = alice_client.get("/billing/")

    assert buttons(response) == ALL[:2]
    assert blocked(response) == [(["Cancel subscription"], ENDING)]
    assert levels() == []


@pytest.mark.usefixtures("ending")
def test_own_state__asked_for(alice_client) -> None:
    response = alice_client.get("/billing/?flow=leave")

    assert answered(response) == [("Cancel subscription", ENDING)]
    assert (buttons(response), primary(response)) == (ALL[:2], ALL[:1])
    assert blocked(response) == []


@pytest.mark.usefixtures("ending")
def test_own_state__each_reason_is_said_once(alice_client, portal) -> None:
    plans = {"plan": flows.SubscriptionUpdate(), "team": flows.SubscriptionUpdate(subscription="sub_alice")}
    portal(FLOWS={"leave": flows.SubscriptionCancel(), **plans, "old": flows.SubscriptionUpdate(subscription="sub_1")})

    assert blocked(alice_client.get("/billing/")) == [(["Cancel subscription", "Change plan", "Change plan"], ENDING)]


@pytest.mark.usefixtures("ending")
def test_own_state__in_the_visitors_language(alice_client) -> None:
    response = alice_client.get("/billing/", headers={"Accept-Language": "fr"})

    assert blocked(response) == [(["Résilier l’abonnement"], response.context["blocked"][0].reason)]


@pytest.mark.usefixtures("without_coupon")
def test_operators_fault__not_offered_and_told_once(alice_client, levels) -> None:
    pages = [alice_client.get("/billing/") for _ in range(2)]

    assert [(buttons(page), blocked(page)) for page in pages] == [(ALL[:2], [])] * 2
    assert levels() == [("WARNING", "unknown_coupon")]


@pytest.mark.usefixtures("without_coupon")
def test_operators_fault__asked_for(alice_client) -> None:
    response = alice_client.get("/billing/?flow=leave")

    assert answered(response) == [("Cancel subscription", NO_COUPON)]
    assert "STAY20" not in response.text


def test_stale_customer__nothing_to_press(alice_client) -> None:
    store.delete("cus_alice")

    response = alice_client.get("/billing/?flow=leave")

    assert (response.status_code, is_closed(response)) == (200, True)
    assert "We could not open your billing account." in response.text
    assert "secure page of Stripe" not in response.text


def test_no_configuration__nothing_to_press(alice_client) -> None:
    faults.switch_on("no_configuration")

    response = alice_client.get("/billing/?problem=busy")

    assert (response.status_code, is_closed(response)) == (200, True)
    assert "Billing is not available at the moment." in response.text


@pytest.mark.parametrize("fault", ["down", "server_error", "rate_limit", "garbage", "wrong_key", "missing_permission"])
def test_stripe_fails__everything_is_offered(alice_client, fault: str) -> None:
    faults.switch_on(fault)

    response = alice_client.get("/billing/")

    assert (response.status_code, buttons(response), blocked(response)) == (200, ALL, [])


def test_stripe_is_slow__the_page_is_not(alice_client, portal) -> None:
    portal(PREFLIGHT_SECONDS=0.05)
    faults.switch_on("slow", seconds=60)

    assert buttons(alice_client.get("/billing/")) == ALL


def test_switched_off__asks_nobody(alice_client, portal, levels) -> None:
    portal(PREFLIGHT_SECONDS=0)
    faults.switch_on("down")

    assert buttons(alice_client.get("/billing/")) == ALL
    assert levels() == []


@pytest.mark.usefixtures("ending")
def test_stripe_failed__the_next_visitor_does_not_wait(alice_client, levels) -> None:
    faults.switch_on("missing_permission")
    alice_client.get("/billing/")
    faults.clear()

    assert buttons(alice_client.get("/billing/")) == ALL
    assert levels() == [("ERROR", "key_rejected")]


@pytest.mark.usefixtures("ending")
def test_stripe_failed__looks_again_later(alice_client) -> None:
    faults.switch_on("missing_permission")
    alice_client.get("/billing/")
    faults.clear()
    guards.forget_looks()

    assert buttons(alice_client.get("/billing/")) == ALL[:2]


@pytest.mark.usefixtures("ending")
def test_somebody_looks__the_others_are_offered_everything(alice_client) -> None:
    leave = guards.lookout().take()
    try:
        assert buttons(alice_client.get("/billing/")) == ALL
    finally:
        leave()

    assert buttons(alice_client.get("/billing/")) == ALL[:2]


def test_somebody_fails_to_look__whoever_waited_does_not_try(alice_client, levels) -> None:
    line = guards.lookout()
    leave = line.take()
    closing = Timer(0.1, lambda: (line.close((*guards.place(), ""), seconds=60), leave()))
    faults.switch_on("down")
    closing.start()

    assert buttons(alice_client.get("/billing/")) == ALL
    assert levels() == []
    closing.join()


def test_newcomer__can_do_what_needs_no_subscription(eve_client, portal, minted) -> None:
    portal(CREATE_CUSTOMERS=True)

    response = eve_client.get("/billing/")

    assert buttons(response) == ALL[:2]
    assert blocked(response) == [(["Cancel subscription"], NO_SUBSCRIPTION)]
    assert len(store.list("customer")) == 8


def test_newcomer__nobodys_business_but_theirs(eve_client, portal, alice, billing_codes) -> None:
    portal(CREATE_CUSTOMERS=True, RESOLVER=Callables(resolve=lambda **_: None, authorize=lambda **_: False))

    response = eve_client.get("/billing/")

    assert (response.status_code, billing_codes()) == (404, ["not_allowed"])


def test_lapsed__keeps_the_invoices(bob, bob_client) -> None:
    store.put(store.get("sub_bob") | {"status": "canceled"})

    response = bob_client.get("/billing/")

    assert buttons(response) == ALL[:2]
    assert blocked(response) == [(["Cancel subscription"], NO_SUBSCRIPTION)]


def test_team__its_own_subscriptions_count(alice, alice_client, portal) -> None:
    team = TeamFactory(owner=alice)
    PortalCustomerFactory(subject=team, customer="cus_dora")
    portal(RESOLVER=PortalCustomers(authorize=lambda **_: True))
    choice = Choice(subject=SubjectRef.of(team)).signed(alice)

    response = alice_client.get("/billing/", {"choice": choice})

    assert blocked(response) == [(["Cancel subscription"], SEVERAL)]


def test_escapes__labels(alice_client, portal) -> None:
    portal(FLOWS={"leave": flows.SubscriptionCancel(label="<b>Leave</b>", subscription="sub_bob")})

    response = alice_client.get("/billing/?flow=leave")

    assert "<b>Leave</b>" not in response.text
    assert "sub_bob" not in response.text


def test_look__costs_two_calls_and_one_for_what_a_flow_names(alice_client, caplog) -> None:
    caplog.set_level("INFO", "stripe")

    alice_client.get("/billing/")

    requests = re.findall(r"method=get url=https://api.stripe.com/v1/([^\s?]+)", caplog.text)
    assert requests == [
        "customers/cus_alice",
        "billing_portal/configurations",
        "coupons/STAY20",
    ]


def test_look__costs_no_query_of_ours(alice_client, portal) -> None:
    seen = queries(alice_client)
    portal(PREFLIGHT_SECONDS=0)
    unseen = queries(alice_client)

    assert seen == unseen
    # Django's session and user, and our customer.
    assert len(seen) == 3


def queries(client) -> list[str]:
    """Leave out what the sandbox asks of its own tables in Stripe's place."""
    with CaptureQueriesContext(connection) as captured:
        client.get("/billing/")
    return [re.sub(r"\d+", "?", each["sql"]) for each in captured if "sandbox" not in each["sql"]]
