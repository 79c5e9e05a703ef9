"""Serve batches in a thread of this process, one after the other, for projects without an engine for tasks."""

import logging
from collections import deque
from threading import Lock, Thread
from uuid import UUID

from django.db import connections

from .batch_running import run_batch

logger = logging.getLogger("django_billing_portal")


class Worker:
    """Work on what is in the line, and end when nothing is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: deque[UUID] = deque()
        self._thread: Thread | None = None

    def add(self, public_id: UUID) -> Thread:
        """Put a batch into the line; the thread that serves it dies with the process."""
        with self._lock:
            self._line.append(public_id)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, name="billing-portal-batches", daemon=True)
                self._thread.start()
            return self._thread

    def _work(self) -> None:
        while public_id := self._next():
            try:
                run_batch(public_id)
            except Exception as error:  # noqa: BLE001 (the next batch is not to suffer for it)
                # Without the traceback: its frames hold links.
                logger.error("Batch %s ended by an error: %s.", public_id, type(error).__name__)  # noqa: TRY400
            finally:
                connections.close_all()

    def _next(self) -> UUID | None:
        with self._lock:
            if self._line:
                return self._line.popleft()
            # Said under the lock, so that nobody adds to the line of a thread that is about to end.
            self._thread = None
            return None


run_in_thread = Worker().add
