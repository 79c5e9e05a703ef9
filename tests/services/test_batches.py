"""Many customers at once: who gets a link, who does not and why, stop and resume, and never two e-mails."""

import uuid
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from django_billing_portal import flows
from django_billing_portal.exceptions import BatchBusy, NotConfigured, UnknownFlow
from django_billing_portal.models import PortalBatch, PortalBatchEntry, PortalLink
from django_billing_portal.models.states import BatchState, EntryState
from django_billing_portal.services import batches
from django_billing_portal.services.batches import (
    BatchWishes,
    report_batch,
    resend_unsure,
    resume_batch,
    run_batch,
    start_batch,
    stop_batch,
)
from tests.services.batch_people import CARD, at_once, became, deferred, people

pytestmark = pytest.mark.usefixtures("at_once")
__all__ = ["at_once"]


def test_batch__sends_everybody_one_link() -> None:
    alice, bob = people("alice", "bob")
    batch = start_batch(subjects=User.objects.order_by("pk"), wishes=CARD, created_by=alice)

    assert run_batch(batch.public_id) is False

    assert became(batch) == {"alice": "sent", "bob": "sent"}
    assert sorted(message.to[0] for message in mail.outbox) == ["alice@example.com", "bob@example.com"]
    batch.refresh_from_db()
    assert (batch.state, batch.worker, batch.lease_until) == (BatchState.FINISHED, None, None)
    assert batch.started_at <= batch.ended_at
    link = batch.entries.get(subject_id=str(bob.pk)).link
    assert (link.source, link.issued_by, link.email, link.message) == ("batch", alice, bob.email, CARD.message)


def test_batch__without_e_mail_makes_links_only() -> None:
    people("alice")
    batch = start_batch(subjects=User.objects.all(), wishes=CARD, sends=False)

    run_batch(batch.public_id)

    assert became(batch) == {"alice": "issued"}
    assert mail.outbox == []
    assert report_batch(batch).done == 1
    assert run_batch(batch.public_id) is False


@pytest.mark.parametrize(
    "wishes",
    [
        BatchWishes(),
        BatchWishes(flow="update-card"),
        BatchWishes(flow=flows.SubscriptionCancel(), max_age=timedelta(hours=5), origin="https://example.com"),
    ],
    ids=["home", "named", "object"],
)
def test_wishes__survive_the_database(wishes) -> None:
    batch = PortalBatch.objects.create(wishes=wishes.to_json())
    batch.refresh_from_db()

    assert BatchWishes.from_json(batch.wishes) == wishes


def test_start__people_named_twice_or_as_text_count_once() -> None:
    [alice] = people("alice")
    named = ("auth.user", str(alice.pk), "Alice")

    batch = start_batch(subjects=[alice, alice, named], wishes=CARD)

    assert became(batch) == {"alice": "waiting"}


def test_start__same_request_same_batch() -> None:
    people("alice")
    request_id = uuid.uuid4()

    first, second = (start_batch(subjects=User.objects.all(), wishes=CARD, request_id=request_id) for _ in range(2))

    assert first.pk == second.pk
    assert PortalBatchEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("wishes", "error"),
    [(BatchWishes(flow="nothing"), UnknownFlow), (BatchWishes(configuration="nothing"), NotConfigured)],
    ids=["flow", "configuration"],
)
def test_start__wishes_that_are_not_declared(wishes, error) -> None:
    with pytest.raises(error):
        start_batch(subjects=[], wishes=wishes)

    assert not PortalBatch.objects.exists()


def test_start__calls_a_worker_after_the_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), deferred() as calls:
        batch = start_batch(subjects=[], wishes=CARD)
        assert calls() == []

    assert [result.args for result in calls()] == [[str(batch.public_id)]]


def test_start__and_resume_where_nobody_is_to_be_called(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), deferred() as calls:
        batch = start_batch(subjects=[("auth.user", "1", "Alice")], wishes=CARD, calls=False)
        resume_batch(batch, calls=False)

    assert calls() == []


def test_start__nobody_to_call(settings, caplog, django_capture_on_commit_callbacks) -> None:
    settings.TASKS = {"default": {"BACKEND": "tests.services.batch_people.BrokenBackend"}}

    with django_capture_on_commit_callbacks(execute=True):
        batch = start_batch(subjects=[], wishes=CARD)

    batch.refresh_from_db()
    assert batch.failure == "No worker could be called: ConnectionRefusedError."
    assert "secret" not in caplog.text


def test_twins() -> None:
    batch = async_to_sync(batches.astart_batch)(subjects=[("auth.user", "1", "Alice")], wishes=CARD)

    assert async_to_sync(batches.astop_batch)(batch).state == BatchState.STOPPED
    assert async_to_sync(batches.aresume_batch)(batch).state == BatchState.WAITING
    with pytest.raises(BatchBusy):
        async_to_sync(batches.aresend_unsure)(batch)


def test_stop__before_a_worker_came_and_resume() -> None:
    people("alice")
    batch = start_batch(subjects=User.objects.all(), wishes=CARD)

    assert stop_batch(batch).state == BatchState.STOPPED
    assert run_batch(batch.public_id) is False
    assert became(batch) == {"alice": "waiting"}
    assert resume_batch(batch).state == BatchState.WAITING
    run_batch(batch.public_id)
    assert became(batch) == {"alice": "sent"}


def test_stop__where_nothing_moves() -> None:
    batch = PortalBatch.objects.create(state=BatchState.FINISHED, wishes={})

    with pytest.raises(BatchBusy):
        stop_batch(batch)


def test_stop__while_a_worker_is_alive_asks_it() -> None:
    soon = timezone.now() + timedelta(minutes=1)
    batch = PortalBatch.objects.create(
        state=BatchState.RUNNING, worker=uuid.uuid4(), lease_until=soon, wishes=CARD.to_json()
    )

    assert stop_batch(batch).state == BatchState.STOPPING
    with pytest.raises(BatchBusy):
        resume_batch(batch)


def test_resume__nobody_left() -> None:
    batch = PortalBatch.objects.create(state=BatchState.FINISHED, wishes={})

    with pytest.raises(BatchBusy):
        resume_batch(batch)

    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED


def test_acts__in_the_trail(alice) -> None:
    from django.contrib.admin.models import LogEntry

    batch = start_batch(subjects=[alice], wishes=CARD, created_by=alice)
    stop_batch(batch, by=alice)
    resume_batch(batch, by=alice)

    words = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert words == [
        "Started a batch of billing links",
        "Stopped a batch of billing links",
        "Resumed a batch of billing links",
    ]


def test_resend__sends_the_same_link_again() -> None:
    [alice] = people("alice")
    batch = start_batch(subjects=[alice], wishes=CARD)
    run_batch(batch.public_id)
    # As it is where the worker died before it wrote down that it had sent.
    begun = timezone.now() - timedelta(minutes=1)
    PortalLink.objects.update(sends=0, sent_at=None, sending_at=begun)
    batch.entries.update(state=EntryState.UNSURE, code="email_unsure")

    resend_unsure(batch)
    run_batch(batch.public_id)

    assert became(batch) == {"alice": "sent"}
    assert len(mail.outbox) == 2
    assert PortalLink.objects.count() == 1
