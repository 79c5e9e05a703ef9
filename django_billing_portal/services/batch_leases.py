"""Who works on a batch: one worker at a time, for as long as it shows signs of life."""

import time
import uuid
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ..exceptions import EmailUnsure
from ..models import PortalBatch
from ..models.states import BatchState, EntryState
from .batch_rows import batch_rows, entry_rows
from .connections import give_all_back

LEASE = timedelta(seconds=30)
BEAT = 1.0
"""Seconds between two signs of life, and so the longest that a stop has to wait between two people."""

DIED = "The worker died while it sent: the e-mail may have left, or not."
SERVED = (EntryState.SENT, EntryState.UNSURE, EntryState.REFUSED, EntryState.FAILED)


class Lease:
    """Hold a batch for this worker; every change that it makes asks whether it still does."""

    def __init__(self, batch: PortalBatch, worker: uuid.UUID) -> None:
        self.batch = batch
        self.held = batch_rows().filter(pk=batch.pk, worker=worker)
        self._shown = time.monotonic()

    def beat(self) -> bool:
        """Show a sign of life, once a second at the most; tell whether to go on."""
        if time.monotonic() - self._shown < BEAT:
            return True
        self._shown = time.monotonic()
        running = self.held.filter(state=BatchState.RUNNING)
        return bool(running.update(lease_until=timezone.now() + LEASE))

    def wait(self, seconds: float) -> bool:
        """Sleep without a database connection of a pool, and with signs of life; tell whether to go on."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            give_all_back()
            time.sleep(min(left, BEAT))
            if not self.beat():
                return False
        return self.beat()

    def reclaim(self) -> None:
        """Take up those whom a worker that died was about to send to: their links know how far it came."""
        now = timezone.now()
        mine = entry_rows(self.batch).filter(state=EntryState.SENDING, batch__in=self.held.values("pk"))
        mine.filter(link__sends__gt=0).update(state=EntryState.SENT, updated_at=now)
        doubt = {"state": EntryState.UNSURE, "code": EmailUnsure.code, "reason": DIED}
        mine.filter(link__sending_at__isnull=False).update(**doubt, updated_at=now)
        mine.update(state=EntryState.WAITING, updated_at=now)

    def pass_on(self) -> bool:
        """Let the next worker take it; tell whether there shall be one."""
        free = {"state": BatchState.WAITING, "worker": None, "lease_until": None, "queued_at": timezone.now()}
        if self.held.filter(state=BatchState.RUNNING).update(**free):
            return True
        self.leave()
        return False

    def leave(self) -> None:
        """Let go of a batch that was told to stop; nothing where it ended otherwise, or another has it."""
        self.held.filter(state=BatchState.STOPPING).update(
            state=BatchState.STOPPED, worker=None, lease_until=None, ended_at=timezone.now()
        )

    def end(self, state: BatchState, failure: str = "") -> None:
        """Leave the batch in this state, unless somebody took it over."""
        found = {"state": state, "failure": failure[:200], "ended_at": timezone.now()}
        self.held.update(**found, worker=None, lease_until=None)


def take_lease(public_id: uuid.UUID) -> Lease | None:
    """Take a batch that waits, or one whose worker died; None where there is nothing to do, or another is alive."""
    seen = None
    while batch := _unfinished(public_id):
        if lease := _taken(batch):
            return lease
        until = batch.lease_until
        # A worker that is alive renews its lease; one that is not lets it end, and this one takes over then.
        if until and seen and until > seen:
            return None
        seen = until
        give_all_back()
        time.sleep(BEAT)
    return None


def _unfinished(public_id: uuid.UUID) -> PortalBatch | None:
    rows = batch_rows().filter(public_id=public_id)
    abandoned = rows.filter(state=BatchState.STOPPING, lease_until__lte=timezone.now())
    abandoned.update(state=BatchState.STOPPED, worker=None, lease_until=None, ended_at=timezone.now())
    return rows.filter(state__in=(BatchState.WAITING, BatchState.RUNNING)).first()


def _taken(batch: PortalBatch) -> Lease | None:
    now, worker = timezone.now(), uuid.uuid4()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    facts = {"state": BatchState.RUNNING, "worker": worker, "lease_until": now + LEASE, "worker_since": now}
    facts |= {"started_at": batch.started_at or now, "done_before": _done(batch), "failure": ""}
    rows = batch_rows().filter(free, pk=batch.pk, state=batch.state)
    if not rows.update(**facts):
        return None
    batch = batch_rows().select_related("created_by").get(pk=batch.pk)
    return Lease(batch, worker)


def _done(batch: PortalBatch) -> int:
    ends = SERVED if batch.sends else (*SERVED, EntryState.ISSUED)
    return entry_rows(batch).filter(state__in=ends).count()
