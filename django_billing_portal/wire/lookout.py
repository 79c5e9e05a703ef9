"""Who may look at Stripe before anybody clicks: few at once, and nobody for a while where looking has just failed."""

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Semaphore

from .shelf import Shelf

PATIENCE_SECONDS, POLL_SECONDS = 0.5, 0.02
"""How long somebody may wait for another's look to end, and how often a coroutine asks."""
THREADS, TASKS = 1, 10
"""How many may look at once: the places of the bulkhead are for those who click."""


@dataclass(slots=True)
class Lookout:
    """Give turns to visitors of this process; a turn is ended by calling what take() or atake() returned."""

    _threads: Semaphore = field(default_factory=lambda: Semaphore(THREADS))
    _tasks: Semaphore = field(default_factory=lambda: Semaphore(TASKS))
    _closed: Shelf = field(default_factory=Shelf)

    def take(self) -> Callable[[], None] | None:
        """Wait a moment for one's turn; None where it did not come."""
        return self._threads.release if self._threads.acquire(timeout=PATIENCE_SECONDS) else None

    async def atake(self) -> Callable[[], None] | None:
        """See take(). Blocks no loop."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._tasks.acquire(blocking=False):
            if time.monotonic() > until:
                return None
            await asyncio.sleep(POLL_SECONDS)
        return self._tasks.release

    def is_closed(self, *places: Hashable) -> bool:
        """Tell whether nobody should look at one of these places now."""
        return any(map(self._closed.find, places))

    def close(self, place: Hashable, *, seconds: float) -> None:
        """Let nobody look there for a while."""
        self._closed.keep(place, None, seconds=seconds)
