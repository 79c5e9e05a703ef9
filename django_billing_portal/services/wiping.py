"""Wipe portal URLs whose window has closed: beside a mint, once a minute and process, in one statement."""

import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections

if TYPE_CHECKING:
    from ..models.claims import ClaimQuerySet

EVERY_SECONDS = 60.0

_turn = Lock()
_next_turn = 0.0


def wipe_sometimes(rows: "ClaimQuerySet") -> None:
    """Wipe, unless it was done a moment ago or somebody's transaction would have to hold the locks."""
    if not connections[rows.db].in_atomic_block and _is_due():
        # Two processes may meet on the same rows; whoever loses has nothing left to do.
        with suppress(DatabaseError):
            rows.wipe()


def _is_due() -> bool:
    global _next_turn  # noqa: PLW0603
    with _turn:
        now = time.monotonic()
        due = now >= _next_turn
        _next_turn = now + EVERY_SECONDS if due else _next_turn
    return due
