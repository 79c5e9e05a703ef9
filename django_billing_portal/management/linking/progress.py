"""How far it is: a bar on a terminal, and a line now and then where nobody watches."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

WIDTH = 30
ON_A_TERMINAL, ELSEWHERE = 0.2, 30.0
"""Seconds between two signs of life."""


class Out(Protocol):
    """Name what commands write to."""

    def isatty(self) -> bool:
        """Tell whether somebody watches."""

    def write(self, msg: str = "", style_func: Any = None, ending: str | None = None) -> None:
        """Write a line."""

    def flush(self) -> None:
        """Show it."""


class Voice:
    """Speak to whoever may hang up meanwhile: that is no reason to end otherwise than in order."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self.isatty = out.isatty

    def write(self, msg: str = "", style_func: Any = None, ending: str | None = None) -> None:
        """Write a line."""
        with suppress(OSError):
            self._out.write(msg, style_func, ending)

    def flush(self) -> None:
        """Show it."""
        with suppress(OSError):
            self._out.flush()


class Progress:
    """Show how many of all are done, not more often than anybody can read."""

    def __init__(self, out: Out, count: Callable[[], tuple[int, int]]) -> None:
        self._out, self._count, self._is_terminal = out, count, out.isatty()
        self._next = time.monotonic() + self._pause

    @property
    def _pause(self) -> float:
        return ON_A_TERMINAL if self._is_terminal else ELSEWHERE

    def tick(self) -> None:
        """Look whether it is time to say something."""
        begun = time.monotonic()
        if begun >= self._next:
            self._show()
            # Counting 100,000 people takes a while: most of the time is for serving them.
            took = time.monotonic() - begun
            self._next = begun + max(self._pause, 20 * took)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._is_terminal:
            self._show()
            self._out.write("")

    def _show(self) -> None:
        done, total = self._count()
        if self._is_terminal:
            full = WIDTH * done // max(total, 1)
            self._out.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}", ending="")
            self._out.flush()
        else:
            self._out.write(f"{done} of {total} done.")
