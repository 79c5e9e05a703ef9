"""An outage of Stripe: few wait, the others are told at once, and all is well again soon after."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from django_billing_portal import gateway
from django_billing_portal.exceptions import BillingPortalError, Busy, StripeUnavailable
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire import bulkhead, exchange, guards
from django_billing_portal.wire.deadline import Deadline
from django_billing_portal.wire.offers import Coupon
from tests.gateway.conftest import KEY
from tests.stand_in import Answer, refusal

ALICE = CustomerRef("cus_alice")
SILENCE = Answer(delay=float("inf"))


def fail(gate, times):
    for _ in range(times):
        with pytest.raises(BillingPortalError):
            gate.create_session(customer=ALICE, deadline=Deadline.after(1.2))


def test_breaker__opens_after_five_failures(gate, stripe_server, records):
    stripe_server.always = refusal(500, "Oops.")
    fail(gate, 5)
    stripe_server.requests.clear()
    with pytest.raises(Busy) as caught:
        gate.create_session(customer=ALICE, deadline=Deadline.after(10))
    assert caught.value.retry_after in {1, 2}
    assert not stripe_server.requests
    assert records()[-1].levelname == "WARNING"


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "No."),
        refusal(401, "No."),
        refusal(402, "No."),
        refusal(404, "No."),
        refusal(429, "Locked.", code="lock_timeout"),
        refusal(409, "In use."),
    ],
    ids=lambda answer: str(answer.status),
)
def test_breaker__takes_a_refusal_for_a_sign_of_life(gate, stripe_server, answer):
    stripe_server.always = answer
    fail(gate, 6)
    stripe_server.always = Answer()
    assert gate.create_session(customer=ALICE, deadline=Deadline.after(10))


def test_breaker__is_one_for_a_key(gate, stripe_server, configure):
    stripe_server.always = refusal(500, "Oops.")
    fail(gate, 5)
    stripe_server.always = Answer()
    configure(API_KEY="sk_test_another")
    assert gate.create_session(customer=ALICE, deadline=Deadline.after(10))


def test_breaker__does_not_blame_stripe_for_a_deadline_that_had_passed(gate, stripe_server):
    for _ in range(6):
        with pytest.raises(StripeUnavailable):
            gate.create_session(customer=ALICE, deadline=Deadline.after(0))
    assert gate.create_session(customer=ALICE, deadline=Deadline.after(10))


def test_breaker__probes_with_a_short_deadline_and_closes(gate, stripe_server, monkeypatch):
    monkeypatch.setattr(exchange, "PROBE_SECONDS", 0.3)
    stripe_server.always = refusal(500, "Oops.")
    fail(gate, 5)
    known = guards.breaker_of(stripe_server.url, KEY)
    known._pause = known._next_probe = 0.0
    stripe_server.always = SILENCE
    started = time.monotonic()
    with pytest.raises(StripeUnavailable):
        gate.create_session(customer=ALICE, deadline=Deadline.after(20))
    assert time.monotonic() - started < 5
    known._next_probe = 0.0
    stripe_server.always = Answer()
    assert gate.create_session(customer=ALICE, deadline=Deadline.after(10))


LOOKS = {
    "look_up_customer": {"customer": ALICE, "with_subscriptions": True},
    "look_up": {"kind": Coupon, "id": "STAY20", "account": ""},
    "look_up_default_configuration": {"account": ""},
    "look_up_prices": {"lookup_keys": ["pro"], "account": ""},
    "list_subscriptions": {"customer": ALICE, "is_look": True},
}


@pytest.fixture(params=LOOKS)
def look(gate, request):
    """Take one look, with little time."""
    return lambda: getattr(gate, request.param)(**LOOKS[request.param], deadline=Deadline.after(1.2))


@pytest.mark.parametrize("answer", [refusal(500, "Oops."), refusal(429, "Too many.", code="rate_limit")])
def test_breaker__learns_no_failure_from_looks(gate, stripe_server, look, answer):
    stripe_server.always = answer
    for _ in range(6):
        with pytest.raises(StripeUnavailable):
            look()
    stripe_server.always = Answer()
    assert gate.create_session(customer=ALICE, deadline=Deadline.after(10))


def test_breaker__refuses_looks_at_once_while_it_is_open(gate, stripe_server, look):
    stripe_server.always = refusal(500, "Oops.")
    fail(gate, 5)
    stripe_server.requests.clear()
    guards.breaker_of(stripe_server.url, KEY)._next_probe += 60
    with pytest.raises(Busy):
        look()
    assert not stripe_server.requests


def in_threads(count, seconds):
    """Mint from many threads at once; return the errors, and how long each took."""

    def mint(_):
        started = time.monotonic()
        try:
            gateway.create_session(customer=ALICE, deadline=Deadline.after(seconds))
        except BillingPortalError as error:
            return error, time.monotonic() - started
        return None, time.monotonic() - started

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(mint, range(count)))


def test_bulkhead__few_wait_in_an_outage(stripe_server):
    stripe_server.always = SILENCE
    ends = in_threads(8, seconds=2.5)
    busy = [seconds for error, seconds in ends if isinstance(error, Busy)]
    assert len(busy) == 6
    assert max(busy) < 1.5 < min(seconds for error, seconds in ends if not isinstance(error, Busy))
    assert len(stripe_server.requests) == 2


def test_bulkhead__the_others_queue_briefly_while_all_is_well(stripe_server, monkeypatch):
    for seconds in ("OLD_SECONDS", "PATIENCE_SECONDS", "YOUNG_SECONDS"):
        monkeypatch.setattr(bulkhead, seconds, 10)  # on a busy machine even 20 ms can be long
    stripe_server.always = Answer(delay=0.02)
    assert [error for error, _ in in_threads(8, seconds=20)] == [None] * 8


def test_bulkhead__refuses_at_once_while_calls_are_old(stripe_server, configure, monkeypatch):
    monkeypatch.setattr(bulkhead, "OLD_SECONDS", 0.05)
    monkeypatch.setattr(bulkhead, "PATIENCE_SECONDS", 10)
    configure(MAX_CONCURRENT_CALLS=1)
    stripe_server.will_say(Answer(delay=1.5))
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(gateway.create_session, customer=ALICE, deadline=Deadline.after(20))
        assert stripe_server.asked.wait(10)
        time.sleep(0.1)
        with pytest.raises(Busy, match="Too many"):
            gateway.create_session(customer=ALICE, deadline=Deadline.after(20))
        assert not slow.done()
        assert slow.result().id == "bps_1"


def test_bulkhead__coroutines_have_their_own_limit(stripe_server, configure, records):
    configure(MAX_CONCURRENT_ASYNC_CALLS=3)
    stripe_server.always = Answer(delay=0.5)

    async def together():
        sessions = (gateway.acreate_session(customer=ALICE, deadline=Deadline.after(20)) for _ in range(8))
        return await asyncio.gather(*sessions, return_exceptions=True)

    ends = asyncio.run(together())
    assert sum(isinstance(end, Busy) for end in ends) == 5
    assert len(records()) == 5


def test_bulkhead__gives_the_place_back_when_a_coroutine_is_cancelled(stripe_server, configure):
    configure(MAX_CONCURRENT_ASYNC_CALLS=1)
    stripe_server.will_say(SILENCE)

    async def cancel_one():
        lost = asyncio.create_task(gateway.acreate_session(customer=ALICE, deadline=Deadline.after(20)))
        assert await asyncio.to_thread(stripe_server.asked.wait, 10)
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)
        return await gateway.acreate_session(customer=ALICE, deadline=Deadline.after(20))

    assert asyncio.run(cancel_one())


@pytest.mark.parametrize("line", [guards.waiting, guards.awaiting])
def test_waiting__keeps_nobody_from_calling(stripe_server, configure, line):
    configure(MAX_CONCURRENT_CALLS=1)
    with line() as waiter:
        assert waiter.may_wait()
        assert gateway.create_session(customer=ALICE, deadline=Deadline.after(20))
