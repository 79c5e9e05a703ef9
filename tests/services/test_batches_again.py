"""Resume and send again: who goes first, who is served twice, and what time has done meanwhile."""

import sys
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from django_billing_portal.exceptions import BatchBusy, EmailFailed
from django_billing_portal.models import PortalBatch, PortalBatchEntry, PortalLink
from django_billing_portal.models.states import BatchState, EntryState
from django_billing_portal.services.batches import (
    Patience,
    report_batch,
    resend_unsure,
    resume_batch,
    run_batch,
    start_batch,
)
from tests.services.batch_people import CARD, at_once, became, people

pytestmark = pytest.mark.usefixtures("at_once")
__all__ = ["at_once"]
HASTY = Patience(alike=2)


class Primary:
    """Send what reads batches to a replica that is not there."""

    def db_for_read(self, model, **hints):
        return "replica" if model in {PortalBatch, PortalBatchEntry} else None

    def db_for_write(self, model, **hints):
        return "default"


def everybody_sent(batch: PortalBatch) -> dict[str, str]:
    return dict.fromkeys(batch.entries.values_list("subject_name", flat=True), "sent")


def test_resume__those_who_fail_again_keep_nobody_waiting(settings) -> None:
    everybody = people("alice", "bob", "pia", "dora")

    def grey(*, message):
        if message.to[0].startswith(("alice", "bob")):
            raise EmailFailed("450 Try again later.")
        message.send()

    settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINK_SENDER": grey}
    batch = start_batch(subjects=everybody, wishes=CARD)
    run_batch(batch.public_id, patience=HASTY)
    assert became(batch) == {"alice": "failed", "bob": "failed", "pia": "waiting", "dora": "waiting"}

    resume_batch(batch)
    run_batch(batch.public_id, patience=HASTY)

    assert became(batch) == {"alice": "failed", "bob": "failed", "pia": "sent", "dora": "sent"}


def test_resume__in_chunks(monkeypatch) -> None:
    from django_billing_portal.services import batch_running

    monkeypatch.setattr(batch_running, "CHUNK", 1)
    batch = start_batch(subjects=people("alice", "bob", "pia"), wishes=CARD)
    batch.entries.filter(subject_name="alice").update(tries=2)
    batch.entries.filter(subject_name="bob").update(tries=1)

    run_batch(batch.public_id)

    assert became(batch) == everybody_sent(batch)
    assert [message.to[0].split("@")[0] for message in mail.outbox] == ["pia", "bob", "alice"]


def doubtful(batch: PortalBatch, **facts) -> None:
    """Leave it as a worker does that died while it sent, or was slow."""
    batch.entries.update(state=EntryState.UNSURE, code="email_unsure")
    PortalLink.objects.update(**facts)


def test_resend__not_to_those_who_are_known_to_have_it() -> None:
    batch = start_batch(subjects=people("alice"), wishes=CARD)
    run_batch(batch.public_id)
    doubtful(batch)

    resend_unsure(batch)
    run_batch(batch.public_id)

    entry = batch.entries.get()
    assert (entry.state, entry.code, entry.link.sends, len(mail.outbox)) == ("sent", "", 1, 1)


def test_resend__not_while_the_e_mail_may_be_on_its_way() -> None:
    batch = start_batch(subjects=people("alice"), wishes=CARD)
    run_batch(batch.public_id)
    doubtful(batch, sends=0, sending_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(BatchBusy, match="may still be on their way"):
        resend_unsure(batch)

    batch.refresh_from_db()
    assert (became(batch), batch.state) == ({"alice": "unsure"}, BatchState.FINISHED)


def test_worker__that_died_while_it_sent(monkeypatch) -> None:
    """What its links know is written down, also where a link does not work any more."""
    batch = start_batch(subjects=people("alice", "bob"), wishes=CARD)
    run_batch(batch.public_id)
    mail.outbox.clear()
    links = PortalLink.objects.filter(entry__batch=batch)
    links.update(uses=F("max_uses"))
    links.filter(entry__subject_name="bob").update(sends=0, sending_at=timezone.now())
    batch.entries.update(state=EntryState.SENDING)
    PortalBatch.objects.update(state=BatchState.WAITING)

    run_batch(batch.public_id)

    assert became(batch) == {"alice": "sent", "bob": "unsure"}
    assert mail.outbox == []


def made_but_not_sent() -> PortalBatch:
    batch = start_batch(subjects=people("alice"), wishes=CARD, sends=False)
    run_batch(batch.public_id)
    batch.sends = True
    batch.save()
    return batch


def test_resume__when_links_have_expired_that_nobody_saw() -> None:
    batch = made_but_not_sent()
    week = timedelta(days=7)
    now = timezone.now()
    PortalLink.objects.update(created_at=now - 2 * week, expires_at=now - week)

    resume_batch(batch)
    run_batch(batch.public_id)

    assert became(batch) == {"alice": "sent"}
    assert PortalLink.objects.get().expires_at >= now + week


def test_resume__a_used_link_that_expired_stays_so() -> None:
    batch = made_but_not_sent()
    PortalLink.objects.update(uses=1, max_uses=2, expires_at=timezone.now())

    resume_batch(batch)
    run_batch(batch.public_id)

    assert batch.entries.get().code == "link_expired"


def test_worker__asks_no_replica(settings) -> None:
    batch = start_batch(subjects=people("alice"), wishes=CARD)
    settings.DATABASE_ROUTERS = [f"{__name__}.Primary"]

    run_batch(batch.public_id)
    report = report_batch(batch)
    PortalBatchEntry._default_manager.using("default").update(state=EntryState.FAILED)
    resume_batch(batch)

    assert (report.done, report.total, batch.state) == (1, 1, BatchState.WAITING)


def test_start__another_conflict_is_not_hidden() -> None:
    def broken():
        raise IntegrityError("of another table")
        yield

    with pytest.raises(IntegrityError, match="of another table"), transaction.atomic():
        start_batch(subjects=broken(), wishes=CARD)


def test_start__names_that_differ_by_case_are_two(monkeypatch) -> None:
    from django_billing_portal.services import batch_people

    monkeypatch.setattr(batch_people, "CHUNK", 2)
    named = [("people.person", name, name) for name in ("aB", "Ab", "aB", "aB ", "aB")]

    batch = start_batch(subjects=named, wishes=CARD)

    assert [*batch.entries.order_by("pk").values_list("subject_name", flat=True)] == ["aB", "Ab", "aB "]
    assert batch.people == 3


def test_start__tasks_that_cannot_be_imported(monkeypatch, django_capture_on_commit_callbacks) -> None:
    monkeypatch.setitem(sys.modules, "django_billing_portal.tasks", None)

    with django_capture_on_commit_callbacks(execute=True):
        batch = start_batch(subjects=[], wishes=CARD, request_id=uuid.uuid4())

    batch.refresh_from_db()
    assert batch.failure == "No worker could be called: ModuleNotFoundError."
