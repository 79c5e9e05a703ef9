import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

THRESHOLD = 5
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 5.0
PROBE_SECONDS = 3.0
"""What a probe may take; shorter than the longest pause, so that there is never more than one."""


class Open(Exception):
    """Raised instead of a call while Stripe is taken for dead."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(slots=True)
class Watch:
    """Note how a call ended: ``alive`` stays None where it says nothing about Stripe."""

    started: float
    probe: bool = False
    alive: bool | None = None


@dataclass(slots=True)
class Breaker:
    """Stop calling after repeated transient failures, and let one call a pause find out whether Stripe is back.

    A refusal is a sign of life. The pause grows from 2 s to 5 s and counts from the start of the probe before, so
    that a customer gets through at most 5 s after Stripe does.
    """

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _pause: float = FIRST_PAUSE_SECONDS
    _next_probe: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def closed(self) -> bool:
        """Tell whether calls pass freely."""
        return self._failures < THRESHOLD

    def require_pass(self) -> None:
        """Raise Open where a call would be refused; unlike a call, this is no probe."""
        left = self._next_probe - self.clock()
        if not self.closed and left > 0:
            raise Open(math.ceil(left))

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """Let a call pass and learn from its end; raise Open where it may not."""
        watch = self._admit()
        try:
            yield watch
        finally:
            with self._lock:
                self._learn(watch)

    @contextmanager
    def glance(self) -> Iterator[Watch]:
        """Let a look pass, and learn nothing from its end; raise Open while the pause lasts.

        Looks have less time than clicks, and anybody can take many: what ends them must not refuse those who click.
        """
        self.require_pass()
        yield Watch(self.clock())

    def _admit(self) -> Watch:
        with self._lock:
            now = self.clock()
            if self.closed:
                return Watch(now)
            if now < self._next_probe:
                raise Open(math.ceil(self._next_probe - now))
            # Nobody else until then, even if this probe never comes back.
            self._next_probe = now + LONGEST_PAUSE_SECONDS
            return Watch(now, probe=True)

    def _learn(self, watch: Watch) -> None:
        if watch.alive:
            self._failures, self._pause = 0, FIRST_PAUSE_SECONDS
        elif watch.probe:
            self._pause = self._pause if watch.alive is None else min(self._pause * 1.5, LONGEST_PAUSE_SECONDS)
            self._next_probe = watch.started + (0 if watch.alive is None else self._pause)
        elif watch.alive is False and self.closed:
            self._failures += 1
            self._next_probe = self.clock() + self._pause
