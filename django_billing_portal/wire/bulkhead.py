"""Few wait on Stripe at once, so that the rest of the site has threads left when Stripe has none of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from threading import Condition

OLD_SECONDS = 1.0
"""A call in flight for longer than this says that something is wrong at Stripe."""
PATIENCE_SECONDS = 0.25
"""How long a caller may wait for a place while all is well."""
YOUNG_SECONDS = 0.25
"""How old a call may be while more than one thread waits for its place: those who wait are threads too."""
STANDING_SECONDS, STANDING_IN_TROUBLE_SECONDS = 1.0, 0.3
"""How long somebody without a place may wait for another's claim, in total: while calls are young, and else."""
POLL_SECONDS = 0.01


class Full(Exception):
    """Raised instead of a call when all places are taken."""


class Bulkhead:
    """Count the places of calls, and of those who wait for another's claim.

    A call comes first: it takes a place from a waiter, so that nobody keeps out whom they wait for. Without a place, a
    caller is refused at once if the oldest call is older than 1 s or the breaker is not closed, else it may wait up to
    0.25 s for one, and where another waits already, only until the oldest call is that old. A waiter may stand for 1 s
    in total while calls are young, for 0.3 s while one is old.
    """

    def __init__(self, limit: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._calls: dict[object, float] = {}
        self._waiters: list[object] = []
        self._queueing = 0
        self._changed = Condition()

    @contextmanager
    def place(self, *, healthy: bool, patience: float | None = None) -> Iterator[None]:
        """Hold a place in a thread; raise Full where there is none."""
        caller = object()
        with self._changed:
            if not self._enter(caller) and not (self._worth_waiting(healthy) and self._wait(caller, patience)):
                raise Full
        try:
            yield
        finally:
            self._leave(caller)

    @asynccontextmanager
    async def aplace(self, *, healthy: bool, patience: float | None = None) -> AsyncIterator[None]:
        """See place()."""
        caller, until = object(), self._clock() + _usual(patience)
        while not self._enter(caller):
            if not self._worth_waiting(healthy) or self._clock() >= until:
                raise Full
            await asyncio.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            self._leave(caller)

    def require_chance(self, *, healthy: bool) -> None:
        """Raise Full where a caller would be refused at once."""
        with self._changed:
            if len(self._calls) >= self._limit() and not self._worth_waiting(healthy):
                raise Full

    @contextmanager
    def waiting(self) -> Iterator["Waiter"]:
        """Count somebody who polls for what another's call will bring; ask ``may_wait()`` before each sleep."""
        waiter = Waiter(self, self._clock)
        with self._changed:
            self._waiters.append(waiter)
        try:
            yield waiter
        finally:
            with self._changed:
                self._waiters.remove(waiter)

    def has_room_for(self, waiter: object) -> bool:
        """Tell whether there is a place for a waiter besides the calls and those who came before."""
        with self._changed:
            return len(self._calls) + self._waiters.index(waiter) < self._limit()

    @property
    def standing_seconds(self) -> float:
        """Say how long somebody without a place may wait for another's claim, in total."""
        return STANDING_SECONDS if self._worth_waiting(healthy=True) else STANDING_IN_TROUBLE_SECONDS

    def _enter(self, caller: object) -> bool:
        with self._changed:
            if len(self._calls) < self._limit():
                self._calls[caller] = self._clock()
            return caller in self._calls

    def _leave(self, caller: object) -> None:
        with self._changed:
            del self._calls[caller]
            self._changed.notify()

    def _wait(self, caller: object, patience: float | None) -> bool:
        patience = _usual(patience)
        if self._queueing:
            patience = min(patience, YOUNG_SECONDS - self._age())
        self._queueing += 1
        try:
            return self._changed.wait_for(lambda: self._enter(caller), timeout=patience)
        finally:
            self._queueing -= 1

    def _worth_waiting(self, healthy: bool) -> bool:
        with self._changed:
            return healthy and self._age() <= OLD_SECONDS

    def _age(self) -> float:
        now = self._clock()
        return now - min(self._calls.values(), default=now)


def _usual(patience: float | None) -> float:
    return PATIENCE_SECONDS if patience is None else patience


class Waiter:
    """Stand, or sit down as soon as there is a place."""

    def __init__(self, bulkhead: Bulkhead, clock: Callable[[], float]) -> None:
        self._bulkhead = bulkhead
        self._clock = clock
        self._since = clock()

    def may_wait(self) -> bool:
        """Tell whether to go on waiting: with a place as long as one likes, without one for ``standing_seconds``."""
        return self._bulkhead.has_room_for(self) or self._clock() - self._since < self._bulkhead.standing_seconds
