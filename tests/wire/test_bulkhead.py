import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event, Semaphore

import pytest

from django_billing_portal.wire.bulkhead import Bulkhead, Full


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bulkhead(clock):
    """Has two places."""
    return Bulkhead(lambda: 2, clock)


def enter(bulkhead, *, healthy=True, patience=0.0):
    with bulkhead.place(healthy=healthy, patience=patience):
        return True


@pytest.fixture
def taken(bulkhead):
    """Both places are taken, until this is closed."""
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(bulkhead.place(healthy=True))
        yield stack


def test_place__is_given_back(bulkhead):
    assert all(enter(bulkhead) for _ in range(3))


def test_place__is_given_back_after_an_exception(bulkhead):
    for _ in range(3):
        with pytest.raises(KeyError), bulkhead.place(healthy=True):
            raise KeyError


def test_place__none_left(bulkhead, taken):
    with pytest.raises(Full):
        enter(bulkhead)


def test_place__waits_while_all_is_well(bulkhead, taken):
    with ThreadPoolExecutor(1) as other:
        later = other.submit(enter, bulkhead, patience=10)
        time.sleep(0.05)
        assert not later.done()
        taken.close()
        assert later.result(timeout=5)


def test_place__one_thread_waits_for_calls_that_are_not_young(bulkhead, taken, clock):
    clock.now += 0.3
    with ThreadPoolExecutor(1) as other:
        first = other.submit(enter, bulkhead, patience=10)
        time.sleep(0.1)
        with pytest.raises(Full):
            enter(bulkhead, patience=10)
        taken.close()
        assert first.result(timeout=5)


@pytest.mark.parametrize(("healthy", "age"), [(False, 0), (True, 1.1)], ids=["breaker", "old calls"])
def test_place__does_not_wait_when_all_is_not_well(bulkhead, taken, clock, healthy, age):
    clock.now += age
    started = time.monotonic()
    with pytest.raises(Full):
        enter(bulkhead, healthy=healthy, patience=10)
    assert time.monotonic() - started < 5


def test_place__that_is_free_is_given_whatever_the_state(bulkhead):
    assert enter(bulkhead, healthy=False)


def test_place__wakes_one_for_each_place(bulkhead, taken):
    entered, arrived, go = [], Semaphore(0), Event()

    def stay(number):
        with bulkhead.place(healthy=True, patience=10):
            entered.append(number)
            arrived.release()
            go.wait(10)

    with ThreadPoolExecutor(4) as others:
        ends = [others.submit(stay, number) for number in range(4)]
        time.sleep(0.05)
        taken.close()
        assert all(arrived.acquire(timeout=5) for _ in range(2))
        time.sleep(0.05)
        assert len(entered) == 2
        go.set()
        assert [end.result(timeout=10) for end in ends] == [None] * 4


async def aenter(bulkhead, *, healthy=True, patience=0.0):
    async with bulkhead.aplace(healthy=healthy, patience=patience):
        return True


@pytest.mark.parametrize("healthy", [True, False])
def test_require_chance__place_left(bulkhead, healthy):
    bulkhead.require_chance(healthy=healthy)


def test_require_chance__none_left_while_calls_are_young(bulkhead, taken):
    bulkhead.require_chance(healthy=True)


@pytest.mark.parametrize(("healthy", "age"), [(False, 0), (True, 1.1)], ids=["breaker", "old calls"])
def test_require_chance__none_left_when_all_is_not_well(bulkhead, taken, clock, healthy, age):
    clock.now += age
    with pytest.raises(Full):
        bulkhead.require_chance(healthy=healthy)


async def test_aplace__none_left(bulkhead, taken):
    with pytest.raises(Full):
        await aenter(bulkhead)


async def test_aplace__waits_while_all_is_well(bulkhead, taken):
    later = asyncio.create_task(aenter(bulkhead, patience=10))
    await asyncio.sleep(0.05)
    taken.close()
    assert await later


async def test_aplace__does_not_wait_when_all_is_not_well(bulkhead, taken):
    with pytest.raises(Full):
        await aenter(bulkhead, healthy=False, patience=10)


def test_waiter__with_a_place_may_wait(bulkhead, clock):
    with bulkhead.waiting() as waiter:
        clock.now += 60
        assert waiter.may_wait()


@pytest.mark.parametrize(("age", "may_stand"), [(0.0, 0.9), (1.1, 0.2)], ids=["young calls", "old calls"])
def test_waiter__without_a_place_may_wait_for_a_while(bulkhead, taken, clock, age, may_stand):
    clock.now += age
    with bulkhead.waiting() as waiter:
        assert waiter.may_wait()
        clock.now += may_stand
        assert waiter.may_wait()
        clock.now += 0.15
        assert not waiter.may_wait()


def test_waiter__sits_down_when_a_place_becomes_free(bulkhead, taken, clock):
    with bulkhead.waiting() as waiter:
        taken.close()
        clock.now += 60
        assert waiter.may_wait()


def test_waiter__leaves_the_place_to_a_call(bulkhead):
    with bulkhead.waiting() as first, bulkhead.waiting() as second:
        assert first.may_wait()
        assert second.may_wait()
        assert enter(bulkhead)


def test_waiter__who_came_first_sits(bulkhead, clock):
    with bulkhead.place(healthy=True), bulkhead.waiting() as first, bulkhead.waiting() as second:
        clock.now += 60
        assert first.may_wait()
        assert not second.may_wait()


def test_limit__is_read_at_use(clock):
    limit = [0]
    bulkhead = Bulkhead(lambda: limit[0], clock)
    with pytest.raises(Full):
        enter(bulkhead)
    limit[0] = 1
    assert enter(bulkhead)
