"""Warm connections: for every thread, in every event loop, and never one that died."""

import asyncio
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from django_billing_portal import gateway
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire import pool
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import Answer

ALICE = CustomerRef("cus_alice")


def mint(_=None):
    return gateway.create_session(customer=ALICE, deadline=Deadline.after(20))


async def amint():
    return await gateway.acreate_session(customer=ALICE, deadline=Deadline.after(20))


def test_threads__share_connections(stripe_server):
    mint()
    for _ in range(3):
        with ThreadPoolExecutor(1) as another_thread:
            another_thread.submit(mint).result()
    assert stripe_server.connections == 1


def test_threads__at_once_need_one_each(stripe_server):
    stripe_server.always = Answer(delay=0.05)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(mint, range(8)))
    assert stripe_server.connections == 2


def test_connection__that_the_server_closed_is_not_used_again(stripe_server):
    stripe_server.will_say(Answer(headers={"Connection": "close"}))
    mint()
    mint()
    assert stripe_server.connections == 2


def test_connection__that_was_idle_for_long_is_not_used_again(stripe_server, monkeypatch):
    mint()
    monkeypatch.setattr(pool, "MAX_IDLE_SECONDS", 0)
    mint()
    assert stripe_server.connections == 2


def test_connection__that_is_slow_is_waited_for(stripe_server):
    stripe_server.always = Answer(drip=0.0001)
    assert mint().id == "bps_1"


def test_loop__keeps_its_connection(stripe_server):
    async def several():
        for _ in range(3):
            await amint()

    asyncio.run(several())
    assert stripe_server.connections == 1


def test_loop__opens_connections_for_all_at_once(stripe_server):
    stripe_server.always = Answer(delay=0.2)

    async def together():
        await asyncio.gather(*(amint() for _ in range(150)))

    asyncio.run(together())
    assert stripe_server.connections == 150


def test_loops__one_after_the_other(stripe_server):
    asyncio.run(amint())
    asyncio.run(amint())
    assert stripe_server.connections == 2


def test_loops__at_the_same_time(stripe_server):
    barrier = Barrier(4)

    def in_a_loop(_):
        barrier.wait()
        return asyncio.run(amint())

    with ThreadPoolExecutor(4) as threads:
        assert len({session.id for session in threads.map(in_a_loop, range(4))}) == 4


def test_loop__closes_its_client(stripe_server):
    asyncio.run(amint())
    gc.collect()  # whoever forgot to close warns now, and warnings are errors


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_loop__that_ended_rudely_is_forgotten(stripe_server):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(amint())
    loop.close()
    asyncio.run(amint())
    remembered = weakref.ref(loop)
    del loop
    gc.collect()
    assert remembered() is None
