"""What is worth remembering for seconds, by every thread of a process, and never without bounds."""

import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

MOST = 1000
"""How many things are remembered: a platform may have any number of accounts, each with prices of its own."""


class Kept(NamedTuple):
    """Hold one thing, which may be None, until it is too old."""

    thing: Any
    until: float


@dataclass(slots=True)
class Shelf:
    """Keep things for a while, and forget the oldest first."""

    _things: dict[Hashable, Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key and not yet too old."""
        kept = self._things.get(key)
        return kept if kept and kept.until > time.monotonic() else None

    def keep(self, key: Hashable, thing: Any, *, seconds: float) -> None:
        """Keep a thing that long."""
        with self._lock:
            self._things.pop(key, None)
            if len(self._things) >= MOST:
                del self._things[next(iter(self._things))]
            self._things[key] = Kept(thing, time.monotonic() + seconds)
