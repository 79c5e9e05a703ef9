"""What a worker does: take a batch, serve one person after the other, stop when told to, know when to wait."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ..conf import portal_settings
from ..exceptions import BillingPortalError
from ..models import PortalBatchEntry
from ..models.states import BatchState, EntryState
from .batch_entries import Verdict, serve_entry
from .batch_leases import Lease, take_lease
from .batch_rows import entry_rows
from .batch_wishes import BatchWishes
from .pacing import Pace

if TYPE_CHECKING:
    import uuid

CHUNK = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Say how long a worker puts up with what goes wrong for everybody."""

    first: float = 1.0
    """Seconds until Stripe is asked again; twice as many each time."""
    longest: float = 60.0
    total: float = 600.0
    """Seconds without Stripe after which the batch stops itself."""
    alike: int = 5
    """How many people in a row may fail in the same way before the batch stops itself."""

    def waits(self) -> Iterator[float]:
        """Return how long to wait, time after time."""
        waited, seconds = 0.0, self.first
        while waited < self.total:
            yield seconds
            waited += seconds
            seconds = min(2 * seconds, self.longest)


@dataclass(slots=True, kw_only=True)
class Shift:
    """Hold what one worker needs to serve one batch."""

    lease: Lease
    wishes: BatchWishes
    patience: Patience
    ends_at: float
    pace: Pace
    watch: Callable[[], object]
    last_failure: str = ""
    failures: int = 0

    def fails_alike(self, verdict: Verdict) -> bool:
        """Count failures of the same code in a row; tell whether they are too many."""
        failure = verdict.code if verdict.state == EntryState.FAILED else ""
        self.failures = self.failures + 1 if failure == self.last_failure else 1
        self.last_failure = failure
        return bool(failure) and self.failures >= self.patience.alike


def run_batch(
    public_id: "uuid.UUID",
    *,
    seconds: float | None = None,
    patience: Patience | None = None,
    rate: float | None = None,
    watch: Callable[[], object] = bool,
) -> bool:
    """Serve a batch in this thread until everybody is served, or for ``seconds``; tell whether it has to go on.

    ``rate`` is used instead of ``LINKS_PER_SECOND``, and ``watch`` is called after each person.

    Returns at once where there is nothing to do, and soon where another worker is alive. Whoever asks Stripe or the
    mail server must not do so in a transaction: do not call it inside ``atomic()``.
    """
    lease = take_lease(public_id)
    if lease is None:
        return False
    ends_at = time.monotonic() + seconds if seconds else float("inf")
    try:
        wishes = BatchWishes.from_json(lease.batch.wishes)
        pace = Pace(portal_settings.LINKS_PER_SECOND if rate is None else rate)
        shift = Shift(
            lease=lease, wishes=wishes, patience=patience or Patience(), ends_at=ends_at, pace=pace, watch=watch
        )
        return _work(shift)
    except BaseException as error:
        # Told to die or a defect: whoever looks sees at once that nobody works on it.
        lease.end(BatchState.STOPPED, f"The worker ended: {type(error).__name__}.")
        raise


def _work(shift: Shift) -> bool:
    shift.lease.reclaim()
    for entry in _waiting(shift.lease):
        if time.monotonic() > shift.ends_at:
            return shift.lease.pass_on()
        if not (shift.lease.wait(shift.pace.delay()) and _serve(shift, entry)):
            shift.lease.leave()
            return False
        shift.watch()
    shift.lease.end(BatchState.FINISHED)
    return False


def _waiting(lease: Lease) -> Iterator[PortalBatchEntry]:
    """Read those who wait, a hundred at a time: 100,000 need no more memory than that.

    Those who failed before come last, so that five who fail alike, again and again, keep nobody waiting.
    """
    states = [EntryState.WAITING, EntryState.ISSUED] if lease.batch.sends else [EntryState.WAITING]
    rows = entry_rows(lease.batch).filter(state__in=states).select_related("link").order_by("tries", "pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield from chunk
        last = chunk[-1]
        later = Q(tries=last.tries, pk__gt=last.pk) | Q(tries__gt=last.tries)
        chunk = list(rows.filter(later)[:CHUNK])


def _serve(shift: Shift, entry: PortalBatchEntry) -> bool:
    """Serve one person, however long Stripe is away; tell whether to go on."""
    waits = shift.patience.waits()
    while True:
        try:
            verdict = serve_entry(shift.lease, shift.wishes, entry)
        except BillingPortalError as error:
            outage = error
        else:
            return verdict is not None and _goes_on(shift, verdict)
        seconds = next(waits, None)
        if seconds is None:
            shift.lease.end(BatchState.STOPPED, f"Stripe could not be asked for too long: {outage}")
            return False
        if not shift.lease.wait(max(seconds, outage.retry_after or 0)):
            return False


def _goes_on(shift: Shift, verdict: Verdict) -> bool:
    if shift.fails_alike(verdict):
        reason = f"{shift.failures} people in a row failed alike ({verdict.code}): {verdict.reason}"
        shift.lease.end(BatchState.STOPPED, reason)
        return False
    return True
