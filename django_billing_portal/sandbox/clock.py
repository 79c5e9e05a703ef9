"""The sandbox's time: the real one, moved. Expiry and period ends can be seen without waiting."""

import time

from . import state


def now() -> int:
    """Return the sandbox's time in unix seconds."""
    return int(time.time()) + offset()


def offset() -> int:
    """Return how many seconds the sandbox is ahead of the real time."""
    return int(state.read("clock", 0))


def advance(seconds: int) -> None:
    """Move the sandbox's time, backwards too."""
    state.write("clock", offset() + seconds)


def reset() -> None:
    """Return to the real time."""
    state.write("clock", 0)
