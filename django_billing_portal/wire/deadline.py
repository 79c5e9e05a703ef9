import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Deadline:
    """Name one absolute moment that everything a click does must keep."""

    at: float
    """On the clock of ``time.monotonic()``."""

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Start a deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left, never less than 0."""
        return max(self.at - time.monotonic(), 0.0)

    @property
    def expired(self) -> bool:
        """Tell whether no time is left."""
        return not self.remaining()

    def share(self, fraction: float) -> Self:
        """Return an earlier deadline that leaves the rest of the time to somebody else."""
        return self.within(self.remaining() * fraction)

    def within(self, seconds: float) -> Self:
        """Return this deadline, or the one in so many seconds if that is earlier."""
        return type(self)(min(self.at, time.monotonic() + seconds))


current_deadline: ContextVar[Deadline] = ContextVar("current_deadline")
"""The deadline of the call under way; every socket and transport obeys it."""


@contextmanager
def keep(deadline: Deadline) -> "Iterator[Deadline]":
    """Make a deadline the current one for the length of a block."""
    token = current_deadline.set(deadline)
    try:
        yield deadline
    finally:
        current_deadline.reset(token)
