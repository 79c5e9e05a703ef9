"""The SDK's way into the sandbox: in this process, in both worlds, within the deadline, with its faults."""

import time

import pytest
import stripe
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import override_settings

from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.sandbox import faults, seeds, sessions, store
from django_billing_portal.sandbox.transport import SandboxTransport
from django_billing_portal.wire.attempts import Trail, current_trail
from django_billing_portal.wire.deadline import Deadline, keep

ALICE = {"customer": "cus_alice"}


def service(retries: int = 0):
    client = stripe.StripeClient("sk_test_suite", http_client=SandboxTransport(), max_network_retries=retries)
    return client.v1.billing_portal.sessions


@pytest.fixture
async def async_world(transactional_db):
    """Let another thread see the seeds; its connection would keep the database from being dropped."""
    await sync_to_async(seeds.seed)()
    yield
    await sync_to_async(connections.close_all)()


async def test_async__answers(async_world):
    assert (await service().create_async(ALICE)).customer == "cus_alice"


async def test_async__refuses(async_world):
    with pytest.raises(stripe.InvalidRequestError, match="No such customer: 'cus_x'"):
        await service().create_async({"customer": "cus_x"})


async def test_async__retries(async_world):
    await faults_on("down", requests=1)
    assert (await service(retries=1).create_async(ALICE)).customer == "cus_alice"


async def faults_on(name: str, **options: object) -> None:
    await sync_to_async(faults.switch_on)(name, **options)


async def test_async__slow(async_world):
    await faults_on("slow", seconds=0.2)
    start = time.monotonic()
    await service().create_async(ALICE)
    assert time.monotonic() - start >= 0.2


async def test_async__closes():
    assert await SandboxTransport().close_async() is None


def test_closes():
    assert SandboxTransport().close() is None


def test_down(world):
    faults.switch_on("down")
    with pytest.raises(stripe.APIConnectionError) as caught:
        service().create(ALICE)
    assert caught.value.should_retry is True


def test_down__once_and_retried(world):
    faults.switch_on("down", requests=1)
    assert service(retries=1).create(ALICE).customer == "cus_alice"


def test_down__without_time_for_a_retry(world):
    faults.switch_on("down")
    with keep(Deadline.after(1)), pytest.raises(stripe.APIConnectionError) as caught:
        service(retries=2).create(ALICE)
    assert caught.value.should_retry is False


def test_slow__answers_late(world):
    faults.switch_on("slow", seconds=0.2)
    start = time.monotonic()
    service().create(ALICE)
    assert time.monotonic() - start >= 0.2


def test_slow__keeps_the_deadline(world):
    faults.switch_on("slow", seconds=5)
    start = time.monotonic()
    with keep(Deadline.after(0.2)), pytest.raises(stripe.APIConnectionError, match="did not answer in time"):
        service(retries=2).create(ALICE)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("server_error", stripe.APIError, 500),
        ("rate_limit", stripe.RateLimitError, 429),
        ("lock_timeout", stripe.RateLimitError, 429),
        ("wrong_key", stripe.AuthenticationError, 401),
        ("missing_permission", stripe.PermissionError, 403),
        ("garbage", stripe.APIError, 200),
    ],
)
def test_fault__as_the_sdk_sees_it(world, name, kind, status):
    faults.switch_on(name)
    with pytest.raises(kind) as caught:
        service().create(ALICE)
    assert caught.value.http_status == status


def test_rate_limit__is_not_retried(world):
    faults.switch_on("rate_limit", requests=1)
    with pytest.raises(stripe.RateLimitError) as caught:
        service(retries=1).create(ALICE)
    assert caught.value.headers["stripe-rate-limited-reason"] == "endpoint-rate"


def test_lock_timeout__is_retried(world):
    faults.switch_on("lock_timeout", requests=1)
    assert service(retries=1).create(ALICE).customer == "cus_alice"


def test_lock_timeout__has_no_request_id(world):
    faults.switch_on("lock_timeout")
    with pytest.raises(stripe.RateLimitError) as caught:
        service().create(ALICE)
    assert (caught.value.request_id, caught.value.error.code) == (None, "lock_timeout")


def test_lock_timeout__without_time_for_a_retry(world):
    faults.switch_on("lock_timeout", requests=1)
    with keep(Deadline.after(1)), pytest.raises(stripe.RateLimitError):
        service(retries=1).create(ALICE)


def test_missing_permission__names_the_right(world):
    faults.switch_on("missing_permission")
    with pytest.raises(stripe.PermissionError, match="Having the 'rak_customer_portal_write' permission"):
        service().create(ALICE)


def test_expired_sessions__are_dead_on_arrival(world):
    faults.switch_on("expired_sessions")
    service().create(ALICE)
    (session,) = store.list(sessions.TYPE)
    assert sessions.is_expired(session)


@override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"})
def test_live_key__is_refused():
    with pytest.raises(NotConfigured, match="live API key"):
        service().create(ALICE)


@override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"})
async def test_async__live_key_is_refused():
    with pytest.raises(NotConfigured, match="live API key"):
        await service().create_async(ALICE)


def test_trail__counts_the_attempts(world):
    faults.switch_on("down", requests=1)
    token = current_trail.set(trail := Trail())
    service(retries=1).create(ALICE)
    current_trail.reset(token)
    assert trail.attempts == 2
