"""Whoever looks is in nobody's way: however slow or strict Stripe is with looks, a click goes on."""

import pytest

from django_billing_portal import gateway
from django_billing_portal.conf import portal_settings
from django_billing_portal.exceptions import StripeUnavailable
from django_billing_portal.services.availability import list_flows
from django_billing_portal.wire import guards
from django_billing_portal.wire.breaker import THRESHOLD
from tests.stand_in import Answer, StandIn, refusal

TOO_MANY = refusal(429, "Too many requests.", code="rate_limit")


@pytest.fixture
def stripe(portal):
    with StandIn() as server:
        portal(API_BASE=server.url, PREFLIGHT_SECONDS=0.3)
        yield server
    gateway.forget()


@pytest.fixture
def looked(alice, alice_client):
    """Look often: at the page, and without waiting for anybody's turn."""

    def look(times):
        for _ in range(times):
            guards.forget_looks()
            assert alice_client.get("/billing/").status_code == 200
            with pytest.raises(StripeUnavailable):
                list_flows(user=alice)

    return look


@pytest.fixture
def click(alice_client):
    return lambda: alice_client.post("/billing/").status_code


def test_click__while_stripe_is_too_slow_for_looks(stripe, looked, click):
    stripe.always = Answer(delay=0.6)
    looked(6)
    assert click() == 303


def test_click__after_looks_that_were_refused_for_being_too_many(stripe, looked, click):
    stripe.always = TOO_MANY
    looked(5)
    stripe.always = Answer()
    assert click() == 303


def test_look__while_the_breaker_is_open(stripe, alice_client):
    breaker = guards.breaker_of(stripe.url, portal_settings.API_KEY)
    for _ in range(THRESHOLD):
        with breaker.watch() as watch:
            watch.alive = False
    breaker._next_probe += 60

    assert alice_client.get("/billing/").text.count("<button") == 3
    assert not stripe.requests
