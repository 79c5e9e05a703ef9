"""Which failures are tried again, how often, and how the deadline stays the last word."""

import time

import pytest

from django_billing_portal import gateway
from django_billing_portal.exceptions import StripeUnavailable
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire import attempts
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import Answer, refusal

ALICE = CustomerRef("cus_alice")


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(gateway, "BACK_OFF_SECONDS", 0.05)


@pytest.mark.parametrize(
    "passing",
    [
        refusal(500, "Oops."),
        refusal(409, "In use.", code="idempotency_key_in_use"),
        refusal(429, "Slow down.", code="rate_limit"),
        Answer(status=429, body=b"no JSON", headers={"Stripe-Should-Retry": "true"}),
        Answer(cut=0),
    ],
    ids=["500", "409", "429", "429 of a proxy", "hangs up"],
)
def test_retry__succeeds(gate, stripe_server, later, records, passing):
    stripe_server.will_say(passing)
    assert gate.create_session(customer=ALICE, deadline=later).id.startswith("bps_")
    assert len(stripe_server.requests) == 2
    assert not records()


def test_retry__carries_the_same_idempotency_key(gate, stripe_server, later):
    stripe_server.will_say(refusal(500, "Oops."))
    gate.create_session(customer=ALICE, deadline=later)
    first, second = (request.headers["idempotency-key"] for request in stripe_server.requests)
    assert first == second


def test_retry__twice_and_no_more(gate, stripe_server, later, records):
    stripe_server.always = refusal(503, "Away.")
    with pytest.raises(StripeUnavailable) as caught:
        gate.create_session(customer=ALICE, deadline=later)
    assert len(stripe_server.requests) == 3
    assert caught.value.request_id == "req_3"
    assert "attempts: 3" in records()[0].getMessage()


@pytest.mark.parametrize("final", [refusal(400, "No."), refusal(401, "No."), refusal(404, "No.")], ids=str)
def test_retry__not_of_refusals(gate, stripe_server, later, final):
    stripe_server.always = final
    with pytest.raises(Exception, match=r"stripe_refused|key_rejected"):
        gate.create_session(customer=ALICE, deadline=later)
    assert len(stripe_server.requests) == 1


def test_retry__not_where_stripe_says_no(gate, stripe_server, later):
    stripe_server.always = Answer(status=500, body={}, headers={"Stripe-Should-Retry": "false"})
    with pytest.raises(StripeUnavailable):
        gate.create_session(customer=ALICE, deadline=later)
    assert len(stripe_server.requests) == 1


@pytest.mark.parametrize("failing", [refusal(500, "Oops."), refusal(429, "Slow."), Answer(cut=0)], ids=str)
def test_retry__not_without_time(gate, stripe_server, failing):
    stripe_server.always = failing
    with pytest.raises(StripeUnavailable):
        gate.create_session(customer=ALICE, deadline=Deadline.after(1.2))
    assert stripe_server.connections <= 2  # aiohttp opens another for a request that was never answered
    assert len({request.headers["idempotency-key"] for request in stripe_server.requests}) == 1


def test_retry__not_where_stripe_asks_for_more_time_than_there_is(gate, stripe_server):
    stripe_server.always = Answer(status=503, body={}, headers={"Retry-After": "60"})
    started = time.monotonic()
    with pytest.raises(StripeUnavailable):
        gate.create_session(customer=ALICE, deadline=Deadline.after(10))
    assert time.monotonic() - started < 5
    assert len(stripe_server.requests) == 1


def test_retry__waits_as_long_as_stripe_asks(gate, stripe_server, later):
    stripe_server.will_say(Answer(status=503, body={}, headers={"Retry-After": "1"}))
    started = time.monotonic()
    gate.create_session(customer=ALICE, deadline=later)
    assert time.monotonic() - started >= 1


def test_retry__after_a_request_that_an_outage_swallowed(gate, stripe_server, later, monkeypatch):
    monkeypatch.setattr(attempts, "ATTEMPT_SECONDS", 0.5)
    stripe_server.will_say(Answer(delay=float("inf")))
    assert gate.create_session(customer=ALICE, deadline=later)
    assert len(stripe_server.requests) == 2


def test_retry__leaves_the_request_id_of_the_last_attempt_only(gate, stripe_server, later, records):
    stripe_server.will_say(refusal(500, "Oops."), Answer(cut=0), Answer(cut=0), Answer(cut=0), Answer(cut=0))
    with pytest.raises(StripeUnavailable) as caught:
        gate.create_session(customer=ALICE, deadline=later)
    assert caught.value.request_id is None
