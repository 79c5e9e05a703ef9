"""Who works: the project's engine for tasks, or a thread of this process."""

from threading import Event

import pytest

from django_billing_portal import tasks
from django_billing_portal.services import batch_threads
from django_billing_portal.services.batches import start_batch
from tests.services.batch_people import CARD, TASKS, at_once, deferred, people

pytestmark = pytest.mark.usefixtures("at_once")
__all__ = ["at_once"]


@pytest.fixture
def in_line(monkeypatch) -> list:
    line: list = []
    monkeypatch.setattr(tasks, "run_in_thread", line.append)
    return line


def test_immediate__is_no_reason_to_keep_the_request_waiting(settings, in_line) -> None:
    settings.TASKS = {"default": {"BACKEND": f"{TASKS.__name__}.backends.immediate.ImmediateBackend"}}

    tasks.hand_over("id")

    assert in_line == ["id"]


def test_no_framework__a_thread(monkeypatch, in_line) -> None:
    monkeypatch.setattr(tasks, "tasks", None)

    tasks.hand_over("id")

    assert in_line == ["id"]


def test_no_framework__importable(monkeypatch) -> None:
    monkeypatch.setattr(tasks, "find_spec", lambda name: None)

    assert tasks.framework() is None


def test_task__works_and_calls_nobody() -> None:
    people("alice")
    batch = start_batch(subjects=people("bob"), wishes=CARD)

    with deferred() as calls:
        tasks.send_links.call(str(batch.public_id))
        assert calls() == []

    batch.refresh_from_db()
    assert batch.state == "finished"


def test_task__calls_the_next_one_when_its_time_is_over(monkeypatch) -> None:
    batch = start_batch(subjects=people("alice", "bob"), wishes=CARD)
    monkeypatch.setattr(tasks, "SECONDS", 1e-9)

    with deferred() as calls:
        tasks.send_links.call(str(batch.public_id))
        assert [result.args for result in calls()] == [[str(batch.public_id)]]


def test_thread__serves_one_after_the_other_and_survives_a_failure(monkeypatch, caplog) -> None:
    served: list[str] = []
    first, go_on = Event(), Event()

    def serve(public_id):
        served.append(public_id)
        first.set()
        assert go_on.wait(20)
        if public_id == "bad":
            raise ValueError("secret")

    monkeypatch.setattr(batch_threads, "run_batch", serve)
    worker = batch_threads.Worker()
    thread = worker.add("bad")
    assert first.wait(20)
    assert worker.add("good") is thread
    go_on.set()
    thread.join(20)

    assert served == ["bad", "good"]
    assert "Batch bad ended by an error: ValueError." in caplog.text
    assert "secret" not in caplog.text
    worker.add("later").join(20)
    assert served[-1] == "later"
