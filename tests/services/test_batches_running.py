"""What a worker does when something goes wrong: for one person, for everybody, or for itself."""

import time
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from django_billing_portal import flows
from django_billing_portal.exceptions import (
    BatchBusy,
    EmailRefused,
    EmailUnsure,
    KeyRejected,
    StripeUnavailable,
)
from django_billing_portal.models import PortalBatch, PortalLink
from django_billing_portal.models.states import BatchState, EntryState
from django_billing_portal.refs import SubjectRef
from django_billing_portal.resolvers import Callables
from django_billing_portal.services import batch_leases
from django_billing_portal.services.batch_leases import take_lease
from django_billing_portal.services.batches import (
    BatchWishes,
    Patience,
    report_batch,
    resume_batch,
    run_batch,
    start_batch,
    stop_batch,
)
from django_billing_portal.services.pacing import Pace
from tests.services.batch_people import CARD, at_once, became, people

pytestmark = pytest.mark.usefixtures("at_once")
__all__ = ["at_once"]
HASTY = Patience(first=0.01, longest=0.02, total=0.05, alike=3)


@pytest.fixture
def resolving(settings):
    """Let the resolver answer as told: customers by name, or errors in their order."""

    def change(resolve) -> None:
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "RESOLVER": Callables(resolve=resolve)}

    return change


@pytest.fixture
def post(settings):
    """Let the post answer as told."""

    def change(sender) -> None:
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINK_SENDER": sender}

    return change


def codes(batch: PortalBatch) -> dict[str, tuple[str, str]]:
    return {entry.subject_name: (entry.state, entry.code) for entry in batch.entries.all()}


def test_people__each_with_the_reason_and_nobody_stops_the_others(resolving) -> None:
    alice, eve, nils, gone, mute, odd = people("alice", "eve", "nils", "gone", "mute", "odd")
    known = {"alice": "cus_alice", "nils": "cus_nils", "mute": "cus_alice", "eve": None}
    resolving(lambda *, subject: known[subject.username])
    batch = start_batch(
        subjects=[alice, eve, nils, gone, mute, odd, ("people.nothing", "1", "model")],
        wishes=BatchWishes(flow=flows.SubscriptionCancel()),
    )
    gone.delete()
    User.objects.filter(pk=mute.pk).update(email="no address")

    run_batch(batch.public_id)

    assert codes(batch) == {
        "alice": ("sent", ""),
        "eve": ("refused", "no_customer"),
        "nils": ("refused", "no_subscription"),
        "gone": ("refused", "subject_gone"),
        "model": ("refused", "subject_gone"),
        "mute": ("refused", EmailRefused.code),
        "odd": ("failed", "unforeseen"),
    }
    assert all(batch.entries.exclude(state="sent").values_list("reason", flat=True))
    assert [message.to for message in mail.outbox] == [["alice@example.com"]]


def test_people__without_an_address_get_no_link(resolving) -> None:
    [nobody] = people("nobody")
    resolving(lambda *, subject: "cus_alice")
    User.objects.update(email="")

    from django_billing_portal.sandbox import store

    store.put(store.get("cus_alice") | {"email": None})
    batch = start_batch(subjects=[nobody], wishes=BatchWishes())

    run_batch(batch.public_id)

    assert codes(batch) == {"nobody": ("refused", EmailRefused.code)}
    assert not PortalLink.objects.exists()


def test_outage__waits_and_goes_on_without_losing_anybody(resolving) -> None:
    [alice] = people("alice")
    answers = iter([StripeUnavailable(), StripeUnavailable()])

    def resolve(*, subject):
        if error := next(answers, None):
            raise error
        return "cus_alice"

    resolving(resolve)
    batch = start_batch(subjects=[alice], wishes=CARD)

    run_batch(batch.public_id, patience=HASTY)

    assert became(batch) == {"alice": "sent"}


def test_outage__too_long_stops_the_batch_which_can_be_resumed(resolving) -> None:
    [alice] = people("alice")

    def resolve(*, subject):
        raise StripeUnavailable("Stripe is away.")

    resolving(resolve)
    batch = start_batch(subjects=[alice], wishes=CARD)

    assert run_batch(batch.public_id, patience=HASTY) is False

    batch.refresh_from_db()
    assert (batch.state, became(batch)) == (BatchState.STOPPED, {"alice": "waiting"})
    assert "Stripe is away." in batch.failure
    resolving(lambda *, subject: "cus_alice")
    resume_batch(batch)
    run_batch(batch.public_id)
    assert became(batch) == {"alice": "sent"}


def test_outage__stop_is_heard_while_waiting(resolving, monkeypatch) -> None:
    monkeypatch.setattr(batch_leases, "BEAT", 0.01)
    [alice] = people("alice")
    batch = start_batch(subjects=[alice], wishes=CARD)

    def resolve(*, subject):
        PortalBatch.objects.update(state=BatchState.STOPPING)
        raise StripeUnavailable(retry_after=1)

    resolving(resolve)
    run_batch(batch.public_id)

    batch.refresh_from_db()
    assert (batch.state, became(batch)) == (BatchState.STOPPED, {"alice": "waiting"})


def test_failures__alike_in_a_row_stop_the_batch_and_are_tried_again(resolving) -> None:
    everybody = people("alice", "bob", "pia", "dora")

    def resolve(*, subject):
        raise KeyRejected("The key is wrong.")

    resolving(resolve)
    batch = start_batch(subjects=everybody, wishes=CARD)

    run_batch(batch.public_id, patience=HASTY)

    batch.refresh_from_db()
    assert list(became(batch).values()) == ["failed", "failed", "failed", "waiting"]
    assert batch.failure == "3 people in a row failed alike (key_rejected): The key is wrong."
    resolving(lambda *, subject: f"cus_{subject.username}")
    resume_batch(batch)
    run_batch(batch.public_id)
    assert set(became(batch).values()) == {"sent"}


def test_post__in_doubt_is_never_sent_again_by_itself(post) -> None:
    [alice] = people("alice")
    taken = []

    def silent(*, message):
        taken.append(message)
        raise TimeoutError

    post(silent)
    batch = start_batch(subjects=[alice], wishes=CARD)

    run_batch(batch.public_id)

    assert codes(batch) == {"alice": ("unsure", EmailUnsure.code)}
    with pytest.raises(BatchBusy):
        resume_batch(batch)
    assert len(taken) == 1


def test_post__that_is_closed_fails_and_is_tried_again(post) -> None:
    [alice] = people("alice")

    def closed(*, message):
        raise ConnectionRefusedError

    post(closed)
    batch = start_batch(subjects=[alice], wishes=CARD)
    run_batch(batch.public_id)
    assert codes(batch) == {"alice": ("failed", "email_failed")}

    post(None)
    resume_batch(batch)
    run_batch(batch.public_id)

    assert codes(batch) == {"alice": ("sent", "")}
    assert PortalLink.objects.count() == len(mail.outbox) == 1


def test_post__unforeseen_is_a_doubt(post, monkeypatch) -> None:
    from django_billing_portal.services import batch_entries

    def defect(*args, **kwargs):
        raise KeyError("secret")

    monkeypatch.setattr(batch_entries, "send_link", defect)
    [alice] = people("alice")
    batch = start_batch(subjects=[alice], wishes=CARD)

    run_batch(batch.public_id)

    entry = batch.entries.get()
    assert (entry.state, entry.code) == ("unsure", "unforeseen")
    assert "secret" not in entry.reason


def test_worker__that_died_leaves_people_to_the_next(resolving) -> None:
    """Between the link and its row, before the e-mail, and after: whoever may have one gets no second."""
    made, before, after, doubt = people("alice", "bob", "pia", "dora")
    batch = start_batch(subjects=[made, before, after, doubt], wishes=CARD)
    run_batch(batch.public_id)
    mail.outbox.clear()
    entries = {entry.subject_name: entry for entry in batch.entries.select_related("link")}
    soon = timezone.now() - timedelta(seconds=1)
    PortalBatch.objects.update(state=BatchState.RUNNING, worker=uuid.uuid4(), lease_until=soon)
    batch.entries.update(state=EntryState.SENDING)
    batch.entries.filter(subject_name="alice").update(state=EntryState.WAITING, link=None)
    links = PortalLink.objects.all()
    links.exclude(pk=entries["pia"].link_id).update(sends=0, sent_at=None, sending_at=None)
    links.filter(pk=entries["dora"].link_id).update(sending_at=timezone.now())

    run_batch(batch.public_id)

    assert became(batch) == {"alice": "sent", "bob": "sent", "pia": "sent", "dora": "unsure"}
    assert sorted(message.to[0] for message in mail.outbox) == ["alice@example.com", "bob@example.com"]
    assert links.count() == 4


def test_worker__leaves_where_another_is_alive(monkeypatch) -> None:
    monkeypatch.setattr(batch_leases, "BEAT", 0.01)
    batch = start_batch(subjects=[], wishes=CARD)
    other = take_lease(batch.public_id)

    def renewing(seconds):
        other._shown = 0.0
        assert other.beat()

    monkeypatch.setattr(time, "sleep", renewing)

    assert run_batch(batch.public_id) is False
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


def test_worker__takes_over_when_a_lease_ends(monkeypatch) -> None:
    monkeypatch.setattr(batch_leases, "LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr(batch_leases, "BEAT", 0.05)
    [alice] = people("alice")
    batch = start_batch(subjects=[alice], wishes=CARD)
    take_lease(batch.public_id)
    monkeypatch.setattr(batch_leases, "LEASE", timedelta(seconds=30))

    run_batch(batch.public_id)

    assert became(batch) == {"alice": "sent"}


def test_worker__that_lost_its_lease_changes_nothing() -> None:
    alice, bob = people("alice", "bob")
    batch = start_batch(subjects=[alice, bob], wishes=CARD)

    run_batch(batch.public_id, watch=lambda: PortalBatch.objects.update(worker=uuid.uuid4()))

    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING
    assert became(batch) == {"alice": "sent", "bob": "waiting"}


def test_worker__that_lost_its_lease_sends_nothing(resolving) -> None:
    [alice] = people("alice")

    def slowly(*, subject):
        PortalBatch.objects.update(worker=uuid.uuid4())
        return "cus_alice"

    resolving(slowly)
    batch = start_batch(subjects=[alice], wishes=CARD)

    run_batch(batch.public_id)

    assert became(batch) == {"alice": "waiting"}
    assert mail.outbox == []


def test_worker__told_to_stop_between_two_people(monkeypatch) -> None:
    monkeypatch.setattr(batch_leases, "BEAT", 0.0)
    alice, bob = people("alice", "bob")
    batch = start_batch(subjects=[alice, bob], wishes=CARD)

    run_batch(batch.public_id, watch=lambda: stop_batch(batch))

    assert (batch.state, became(batch)) == (BatchState.STOPPING, {"alice": "sent", "bob": "waiting"})
    batch.refresh_from_db()
    assert (batch.state, batch.worker) == (BatchState.STOPPED, None)


@pytest.mark.parametrize(("state", "goes_on"), [(BatchState.RUNNING, True), (BatchState.STOPPING, False)])
def test_worker__whose_time_is_over_passes_on(state, goes_on) -> None:
    alice, bob = people("alice", "bob")
    batch = start_batch(subjects=[alice, bob], wishes=CARD)

    def spend():
        PortalBatch.objects.update(state=state)
        time.sleep(0.06)

    assert run_batch(batch.public_id, seconds=0.05, watch=spend) is goes_on
    batch.refresh_from_db()
    assert batch.state == (BatchState.WAITING if goes_on else BatchState.STOPPED)


def test_worker__told_to_die_says_so() -> None:
    alice, bob = people("alice", "bob")
    batch = start_batch(subjects=[alice, bob], wishes=CARD)

    def die():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(batch.public_id, watch=die)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (BatchState.STOPPED, "The worker ended: KeyboardInterrupt.")


def test_worker__finds_a_batch_that_nobody_stopped_any_more() -> None:
    past = timezone.now() - timedelta(seconds=1)
    batch = PortalBatch.objects.create(
        state=BatchState.STOPPING, worker=uuid.uuid4(), lease_until=past, wishes=CARD.to_json()
    )

    assert run_batch(batch.public_id) is False
    batch.refresh_from_db()
    assert batch.state == BatchState.STOPPED


def test_worker__reads_people_in_chunks(django_assert_max_num_queries, monkeypatch) -> None:
    from django_billing_portal.services import batch_running

    monkeypatch.setattr(batch_running, "CHUNK", 2)
    named = [("people.nothing", str(number), f"nobody {number}") for number in range(5)]
    batch = start_batch(subjects=named, wishes=CARD)

    run_batch(batch.public_id)

    assert set(became(batch).values()) == {"refused"}


def test_worker__nothing_to_do() -> None:
    assert run_batch(uuid.uuid4()) is False


def test_pace__even() -> None:
    pace = Pace(4)

    assert pace.delay() == 0
    assert 0.2 < pace.delay() <= 0.25
    assert 0.45 < pace.delay() <= 0.5


def test_report__counts_rate_and_time_left() -> None:
    now = timezone.now()
    batch = PortalBatch.objects.create(
        state=BatchState.RUNNING,
        wishes={},
        lease_until=now + timedelta(seconds=30),
        worker_since=now - timedelta(seconds=10),
        done_before=1,
    )
    states = [EntryState.SENT] * 2 + [EntryState.REFUSED] + [EntryState.WAITING] * 3
    for number, state in enumerate(states):
        batch.entries.create(subject_type="auth.user", subject_id=str(number), state=state)

    report = report_batch(batch)

    assert (report.total, report.done, report.counts[EntryState.WAITING]) == (6, 3, 3)
    assert report.per_second == pytest.approx(0.2, rel=0.1)
    assert report.seconds_left == pytest.approx(15, abs=3)
    assert (report.is_live, report.is_missed) == (True, False)


@pytest.mark.parametrize(
    ("facts", "missed"),
    [
        ({"state": BatchState.WAITING, "queued_at": timedelta(seconds=-31)}, True),
        ({"state": BatchState.WAITING, "queued_at": timedelta(seconds=-10)}, False),
        ({"state": BatchState.RUNNING, "lease_until": timedelta(seconds=-1)}, True),
        ({"state": BatchState.STOPPING, "lease_until": timedelta(seconds=60)}, False),
        ({"state": BatchState.STOPPED}, False),
    ],
    ids=["called long ago", "called just now", "lease over", "alive", "at rest"],
)
def test_report__misses_a_worker(facts, missed) -> None:
    now = timezone.now()
    batch = PortalBatch(
        wishes={}, **{key: now + value if isinstance(value, timedelta) else value for key, value in facts.items()}
    )
    batch.save()

    report = report_batch(batch)

    assert report.is_missed is missed
    assert (report.per_second, report.seconds_left) == (0, None)


def test_entries__named_by_whom_they_are_about() -> None:
    batch = start_batch(subjects=[("auth.user", "7", "Alice")], wishes=CARD)

    assert batch.entries.get().subject == SubjectRef("auth.user", "7")
    assert str(batch.entries.get()) == "auth.user:7"
    assert str(batch) == str(batch.public_id)
