"""A worker of Celery that is killed half-way, and another one that goes on: everybody gets one e-mail."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest

from django_billing_portal.models import PortalBatch
from django_billing_portal.models.states import BatchState, EntryState
from tests.concurrency.conftest import database_url
from tests.tasks.crowd import gather
from tests.tasks.sink import Sink, sink

BROKERS = {"rabbitmq": os.environ.get("AMQP_URL"), "redis": os.environ.get("REDIS_URL")}
PEOPLE = int(os.environ.get("BATCH_PEOPLE", "150"))
PATIENCE = 180 + PEOPLE / 2
"""Seconds, on a machine that does three other things meanwhile; half a minute of them is the dead worker's lease."""

pytestmark = [
    pytest.mark.skipif(not all(BROKERS.values()), reason="needs brokers: set AMQP_URL and REDIS_URL"),
    pytest.mark.skipif("sqlite" in os.environ.get("DATABASE_URL", "sqlite"), reason="needs a database server"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def post() -> Iterator[tuple[Sink, int]]:
    with sink() as opened:
        yield opened


@pytest.fixture(params=BROKERS)
def environment(request, post) -> Iterator[dict[str, str]]:
    queue = f"billing_portal_{uuid.uuid4().hex}"
    broker = BROKERS[request.param]
    yield {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.tasks.project.settings",
        "CELERY_BROKER_URL": broker,
        "CELERY_QUEUE": queue,
        "EMAIL_PORT": str(post[1]),
    }
    clear_away(broker, queue)


def clear_away(broker: str, queue: str) -> None:
    if broker.startswith("redis"):
        from redis import Redis

        with Redis.from_url(broker) as server:
            for key in server.scan_iter(f"{queue}:*"):
                server.delete(key)
    else:
        from kombu import Connection

        with Connection(broker) as server:
            server.default_channel.queue_delete(queue)
            server.default_channel.exchange_delete(queue)


@pytest.fixture
def worker(environment):
    """Start workers; whatever is left of them in the end is killed."""
    started: list[subprocess.Popen[bytes]] = []
    command = ["celery", "--app", "tests.tasks.project", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

    def start() -> subprocess.Popen[bytes]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", *command, *quiet], env=environment, start_new_session=True
            )
        )
        return started[-1]

    yield start
    for process in started:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill it with its children, as the power does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(said, what: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


def test_celery__worker_killed_half_way(environment, worker, post) -> None:
    gather(PEOPLE)
    begun = time.monotonic()
    start = [sys.executable, "-W", "ignore", "-m", "tests.tasks.project.start"]
    pk = int(subprocess.run(start, env=environment, check=True, capture_output=True, text=True).stdout)
    batch = PortalBatch.objects.get(pk=pk)
    taken, first = post[0].taken, worker()
    wait_until(lambda: taken.total() >= PEOPLE // 2, "the first worker served nobody")
    kill(first)
    killed = time.monotonic()
    before = taken.total()

    worker()
    wait_until(lambda: taken.total() > before, "the second worker served nobody")
    resumed = time.monotonic()
    wait_until(lambda: is_finished(batch), "the second worker did not finish")

    took = f"{before} in {killed - begun:.1f} s, resumed after {resumed - killed:.1f} s"
    rest = f"the rest in {time.monotonic() - resumed:.1f} s, {taken.total()} e-mails to {len(taken)} people"
    print(f"\n{environment['CELERY_BROKER_URL'].split(':')[0]}: {PEOPLE} people; {took}; {rest}")  # noqa: T201
    states = dict(batch.entries.values_list("subject_name", "state"))
    unsure = {name for name, state in states.items() if state == EntryState.UNSURE}
    assert len(unsure) <= 1, "only the one that it was killed at"
    assert all(state == EntryState.SENT for name, state in states.items() if name not in unsure)
    assert set(taken.values()) == {1}
    assert {f"{name}@example.com" for name in states if name not in unsure} <= set(taken)


def is_finished(batch: PortalBatch) -> bool:
    batch.refresh_from_db()
    return batch.state == BatchState.FINISHED
