"""A rate that is kept by a clock which nobody sets."""

import time


class Pace:
    """Let so many pass a second: evenly, without making up for what was late."""

    def __init__(self, per_second: float) -> None:
        self._seconds = 1 / per_second if per_second > 0 else 0.0
        self._next = 0.0

    def delay(self) -> float:
        """Return how many seconds the next one has to wait."""
        now = time.monotonic()
        due = max(self._next, now)
        self._next = due + self._seconds
        return due - now
