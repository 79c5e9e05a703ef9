"""A story is the same in both worlds."""

import asyncio
import threading

import pytest

from django_billing_portal.services.stories import Ask, Pause, Records, atell, tell


class Twins:
    def greet(self, *, name: str) -> str:
        return f"hello {name}"

    async def agreet(self, *, name: str) -> str:
        return f"hello {name}"


def greeting():
    greeted = yield Ask(Twins(), "greet", name="Alice")
    yield Pause(0.001)
    return (yield Records(lambda: f"{greeted}!"))


def clumsy():
    try:
        yield Records(lambda: 1 / 0)
    except ZeroDivisionError:
        return (yield Records(lambda: "caught"))


def hopeless():
    yield Records(lambda: 1 / 0)


def test_tell__runs_to_the_end():
    assert tell(greeting()) == "hello Alice!"


async def test_atell__runs_to_the_end():
    assert await atell(greeting()) == "hello Alice!"


def test_tell__story_handles_what_a_step_raised():
    assert tell(clumsy()) == "caught"


async def test_atell__story_handles_what_a_step_raised():
    assert await atell(clumsy()) == "caught"


def test_tell__raises_what_the_story_lets_pass():
    with pytest.raises(ZeroDivisionError):
        tell(hopeless())


async def test_atell__raises_what_the_story_lets_pass():
    with pytest.raises(ZeroDivisionError):
        await atell(hopeless())


async def test_atell__tidies_up_when_its_task_is_cancelled():
    tidied = []

    def tidy():
        try:
            yield Pause(60)
        except asyncio.CancelledError:
            yield Records(lambda: tidied.append(True))
            raise

    task = asyncio.create_task(atell(tidy()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert tidied == [True]


async def test_atell__stays_in_the_database_thread_between_records():
    threads = []

    def look_around():
        threads.append(threading.get_ident())

    def looking():
        yield Records(look_around)
        look_around()
        yield Records(look_around)

    await atell(looking())
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_atell__cancelled_among_records_tidies_up_after_them():
    begun, may_end, told = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        may_end.wait(10)
        told.append("written")

    def interrupted():
        yield Records(slow)
        try:
            yield Pause(60)
        except asyncio.CancelledError:
            yield Records(lambda: told.append("tidied"))
            raise

    task = asyncio.create_task(atell(interrupted()))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.01)
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == ["written", "tidied"]
