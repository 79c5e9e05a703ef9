"""One story for two worlds: what happens is written once, as a generator; how it waits is up to who tells it.

A story yields steps and gets their results back. ``tell()`` takes each step at once, ``atell()`` awaits it, so
``mint_session`` and ``amint_session`` cannot drift apart, and neither is the other one in a thread.
"""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn, Protocol, TypeAlias, TypeVar

from asgiref.sync import sync_to_async

T = TypeVar("T")


class Step(Protocol):
    """Something that takes time, in both worlds."""

    def take(self) -> Any:
        """Do it, and block."""

    async def atake(self) -> Any:
        """Do it, and let others run meanwhile."""


Story: TypeAlias = Generator["Step | Records", Any, T]
Resume: TypeAlias = Callable[[], "Step | Records"]


@dataclass(frozen=True)
class Records:
    """Work with rows: in the async world part of a visit to Django's database thread."""

    work: Callable[[], Any]

    def take(self) -> Any:
        """See Step.take()."""
        return self.work()


class Ask:
    """Ask whoever has an ``a``-twin for each verb: the gateway, a resolver."""

    def __init__(self, whom: Any, verb: str, **words: Any) -> None:
        self.whom, self.verb, self.words = whom, verb, words

    def take(self) -> Any:
        """See Step.take()."""
        return getattr(self.whom, self.verb)(**self.words)

    async def atake(self) -> Any:
        """See Step.atake()."""
        return await getattr(self.whom, f"a{self.verb}")(**self.words)


@dataclass(frozen=True)
class Pause:
    """Wait for somebody else."""

    seconds: float

    def take(self) -> None:
        """See Step.take()."""
        time.sleep(self.seconds)

    async def atake(self) -> None:
        """See Step.atake()."""
        await asyncio.sleep(self.seconds)


def tell(story: Story[T]) -> T:
    """Run a story to its end in this thread, and return what it returns."""
    resume: Resume = partial(next, story)
    while True:
        try:
            step = resume()
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        resume = _taken(story, step)


async def atell(story: Story[T]) -> T:
    """See tell()."""
    resume: Resume = partial(next, story)
    while True:
        try:
            step = resume()
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        try:
            resume = (
                await _visit(story, step) if isinstance(step, Records) else partial(story.send, await step.atake())
            )
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 (the story decides)
            resume = partial(story.throw, error)


def _taken(story: Story[T], step: "Step | Records") -> Resume:
    try:
        return partial(story.send, step.take())
    except Exception as error:  # noqa: BLE001 (the story decides)
        return partial(story.throw, error)


async def _visit(story: Story[T], step: Records) -> Resume:
    visit = asyncio.ensure_future(sync_to_async(_stay)(story, step))
    try:
        return await asyncio.shield(visit)
    except asyncio.CancelledError:
        # The story cannot hear of it while it is being told in the other thread.
        while not visit.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([visit])
        raise


def _stay(story: Story[T], step: "Step | Records") -> Resume:
    """Go on for as long as the story wants nothing but rows: the way here costs more than a query."""
    while isinstance(step, Records):
        try:
            step = _taken(story, step)()
        except BaseException as end:  # noqa: BLE001 (a StopIteration cannot pass through a future)
            return partial(_raise, end)
    return partial(_return, step)


def _raise(end: BaseException) -> NoReturn:
    raise end


def _return(step: Step) -> Step:
    return step
