"""Where a batch stands, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from ..models.states import BatchState, EntryState
from .batch_leases import SERVED
from .batch_rows import entry_rows

if TYPE_CHECKING:
    from ..models import PortalBatch

PATIENCE = timedelta(seconds=30)
"""How long after its call a worker may come without being missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """Hold what a progress page shows."""

    state: BatchState
    counts: Mapping[EntryState, int]
    """How many people are in each state, also where it is none."""
    done: int
    """For how many nothing is left to do: sent, perhaps sent, refused and failed; made, where nothing is sent."""
    per_second: float
    """How many people the worker serves a second; 0 where it is not known."""
    is_missed: bool
    """Whether there should be a worker, and none has shown a sign of life."""
    failure: str
    """Why it stopped itself, or why no worker could be called; for staff."""

    @property
    def total(self) -> int:
        """Count everybody."""
        return sum(self.counts.values())

    @property
    def is_live(self) -> bool:
        """Tell whether a worker is there or expected."""
        return self.state in {BatchState.WAITING, BatchState.RUNNING, BatchState.STOPPING}

    @property
    def seconds_left(self) -> int | None:
        """Tell how long it will take; None where nothing moves."""
        if self.state is not BatchState.RUNNING or not self.per_second:
            return None
        return round((self.total - self.done) / self.per_second)


def report_batch(batch: "PortalBatch") -> BatchReport:
    """Count where everybody in a batch stands: one query, which changes nothing."""
    found = dict(entry_rows(batch).order_by().values_list("state").annotate(Count("pk")))
    counts = {state: found.get(state, 0) for state in EntryState}
    ends = SERVED if batch.sends else (*SERVED, EntryState.ISSUED)
    done, now = sum(counts[state] for state in ends), timezone.now()
    return BatchReport(
        state=BatchState(batch.state),
        counts=counts,
        done=done,
        per_second=_rate(batch, done, now),
        is_missed=_is_missed(batch, now),
        failure=batch.failure,
    )


def _rate(batch: "PortalBatch", done: int, now: datetime) -> float:
    if batch.worker_since is None or batch.state != BatchState.RUNNING:
        return 0.0
    seconds = max((now - batch.worker_since).total_seconds(), 1.0)
    return max(done - batch.done_before, 0) / seconds


def _is_missed(batch: "PortalBatch", now: datetime) -> bool:
    if batch.state == BatchState.WAITING:
        return batch.queued_at + PATIENCE < now
    at_work = batch.state in {BatchState.RUNNING, BatchState.STOPPING}
    return at_work and (batch.lease_until is None or batch.lease_until <= now)
