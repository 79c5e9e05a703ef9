"""Send a link to many: start a batch, stop it, resume it. Workers serve it, see batch_running.py."""

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, router, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..exceptions import BatchBusy
from ..models import PortalBatch, PortalLink
from ..models.states import BatchState, EntryState
from .batch_calls import call_worker
from .batch_leases import LEASE
from .batch_people import add_people
from .batch_reports import BatchReport, report_batch
from .batch_rows import batch_rows, entry_rows
from .batch_running import Patience, run_batch
from .batch_wishes import BatchWishes
from .orders import chosen_configuration, chosen_flow
from .stories import Records, Story
from .trail import Act, record_act
from .verbs import aperform, perform

if TYPE_CHECKING:
    from .batch_people import People

__all__ = [
    "BatchReport",
    "BatchWishes",
    "Patience",
    "aresend_unsure",
    "aresume_batch",
    "astart_batch",
    "astop_batch",
    "report_batch",
    "resend_unsure",
    "resume_batch",
    "run_batch",
    "start_batch",
    "stop_batch",
]
AT_WORK = (BatchState.RUNNING, BatchState.STOPPING)
AGAIN = {"state": EntryState.WAITING, "code": "", "reason": ""}
TOO_SOON = "The e-mails were begun less than half a minute ago, and may still be on their way: try again soon."


def start_batch(
    *,
    subjects: "People",
    wishes: BatchWishes,
    sends: bool = True,
    created_by: Any = None,
    request_id: uuid.UUID | None = None,
    calls: bool = True,
) -> PortalBatch:
    """Note everybody who shall get a link, each once, and call a worker once that is committed.

    ``subjects`` is a queryset, or any number of saved instances or of ``(type, id, name)``, with a fourth value a
    dictionary of what this person gets instead: names of BatchWishes as its to_json() writes them, ``email``,
    ``language``. The same ``request_id`` names the same batch, whoever else is named. Without ``calls`` no worker is
    called: run_batch() is up to the caller. Raises UnknownFlow, InvalidFlow or NotConfigured, already logged.
    """
    return perform(partial(_starting, subjects, wishes, _facts(sends, created_by, request_id), calls=calls))


async def astart_batch(
    *,
    subjects: "People",
    wishes: BatchWishes,
    sends: bool = True,
    created_by: Any = None,
    request_id: uuid.UUID | None = None,
    calls: bool = True,
) -> PortalBatch:
    """See start_batch()."""
    return await aperform(partial(_starting, subjects, wishes, _facts(sends, created_by, request_id), calls=calls))


def stop_batch(batch: PortalBatch, *, by: Any = None) -> PortalBatch:
    """Let nobody else be served: the worker finishes with one person first. Raises BatchBusy where it is at rest."""
    return perform(partial(_changing, _stop, batch, by, Act.STOPPED_BATCH))


async def astop_batch(batch: PortalBatch, *, by: Any = None) -> PortalBatch:
    """See stop_batch()."""
    return await aperform(partial(_changing, _stop, batch, by, Act.STOPPED_BATCH))


def resume_batch(batch: PortalBatch, *, by: Any = None, calls: bool = True) -> PortalBatch:
    """Call a worker again, for those who wait and for those where we failed; not for the refused and the unsure.

    Without ``calls``, no worker is called.

    Raises BatchBusy while a worker is alive, and where nobody is left.
    """
    return perform(partial(_changing, partial(_resume, calls=calls), batch, by, Act.RESUMED_BATCH))


async def aresume_batch(batch: PortalBatch, *, by: Any = None, calls: bool = True) -> PortalBatch:
    """See resume_batch()."""
    return await aperform(partial(_changing, partial(_resume, calls=calls), batch, by, Act.RESUMED_BATCH))


def resend_unsure(batch: PortalBatch, *, by: Any = None) -> PortalBatch:
    """E-mail those again of whom nobody knows whether they were: some may get it twice. Raises BatchBusy as above."""
    return perform(partial(_changing, _resend, batch, by, Act.RESENT_UNSURE))


async def aresend_unsure(batch: PortalBatch, *, by: Any = None) -> PortalBatch:
    """See resend_unsure()."""
    return await aperform(partial(_changing, _resend, batch, by, Act.RESENT_UNSURE))


def _facts(sends: bool, created_by: Any, request_id: uuid.UUID | None) -> dict[str, Any]:
    return {"sends": sends, "created_by": created_by, "request_id": request_id or uuid.uuid4()}


def _starting(subjects: "People", wishes: BatchWishes, facts: dict[str, Any], *, calls: bool) -> Story[PortalBatch]:
    chosen_flow(wishes.flow), chosen_configuration(wishes.configuration)
    facts["wishes"] = wishes.to_json()
    batch: PortalBatch = yield Records(partial(_start, subjects, facts, calls=calls))
    return batch


def _start(subjects: "People", facts: dict[str, Any], *, calls: bool) -> PortalBatch:
    try:
        return _note(subjects, facts, calls=calls)
    except IntegrityError:
        # The same form was sent before, perhaps at the same moment. Any other conflict has no batch to show.
        if known := batch_rows().filter(request_id=facts["request_id"]).first():
            return known
        raise


def _note(subjects: "People", facts: dict[str, Any], *, calls: bool) -> PortalBatch:
    # All or nothing, so that a crash leaves no batch with half of its people.
    with transaction.atomic(using=router.db_for_write(PortalBatch)):
        batch = batch_rows().create(**facts)
        batch.people = add_people(batch, subjects.all() if isinstance(subjects, QuerySet) else subjects)
        batch.save(update_fields=["people"])
        _tell(Act.STARTED_BATCH, batch, batch.created_by)
        if calls:
            call_worker(batch)
    return batch


def _changing(change: Any, batch: PortalBatch, by: Any, act: Act) -> Story[PortalBatch]:
    def work() -> PortalBatch:
        with transaction.atomic(using=router.db_for_write(PortalBatch)):
            change(batch)
            _tell(act, batch, by)
        batch.refresh_from_db(using=batch_rows().db)
        return batch

    changed: PortalBatch = yield Records(work)
    return changed


def _stop(batch: PortalBatch) -> None:
    now, rows = timezone.now(), batch_rows().filter(pk=batch.pk)
    # With a worker that is alive, it is asked; without one, nobody has to be.
    if rows.filter(state=BatchState.RUNNING, lease_until__gt=now).update(state=BatchState.STOPPING):
        return
    moving = rows.filter(state__in=(BatchState.WAITING, *AT_WORK)).exclude(lease_until__gt=now)
    if not moving.update(state=BatchState.STOPPED, worker=None, lease_until=None, ended_at=now):
        raise BatchBusy("There is nothing to stop: the batch stops already, or has ended.")


def _resume(batch: PortalBatch, *, calls: bool) -> None:
    entries = entry_rows(batch)
    _restart(batch, calls=calls)
    # Behind those who were never tried: what failed is likely to fail again.
    entries.filter(state=EntryState.FAILED).update(**AGAIN, tries=F("tries") + 1)
    if not entries.filter(state__in=_pending(batch)).exists():
        raise BatchBusy("Nobody is left to be served.")


def _resend(batch: PortalBatch) -> None:
    _restart(batch)
    unsure = entry_rows(batch).filter(state=EntryState.UNSURE)
    # A worker that was slow may have come to its end since: then there is no doubt any more.
    known = unsure.filter(link__sends__gt=0).update(state=EntryState.SENT, code="", reason="")
    links = PortalLink.objects.using(unsure.db).filter(entry__batch=batch, entry__state=EntryState.UNSURE)
    # As if it had never been begun: send_link(once=True) sends nothing that may have been sent before.
    links.exclude(sending_at__gt=timezone.now() - LEASE).update(sending_at=None)
    due = unsure.filter(Q(link=None) | Q(link__sending_at=None)).update(**AGAIN)
    if not known and not due:
        raise BatchBusy(TOO_SOON if unsure.exists() else "There is nobody of whom it is not known.")


def _pending(batch: PortalBatch) -> list[EntryState]:
    return [EntryState.WAITING, EntryState.SENDING, *([EntryState.ISSUED] if batch.sends else [])]


def _restart(batch: PortalBatch, *, calls: bool = True) -> None:
    now = timezone.now()
    idle = batch_rows().filter(pk=batch.pk).exclude(lease_until__gt=now)
    fresh = {"state": BatchState.WAITING, "worker": None, "lease_until": None, "ended_at": None, "failure": ""}
    if not idle.update(**fresh, queued_at=now):
        raise BatchBusy("A worker is at work.")
    if calls:
        call_worker(batch)


def _tell(act: Act, batch: PortalBatch, user: Any) -> None:
    if user is not None:
        record_act(act, user=user, target=batch)
