"""The job that serves a batch: on Django's Tasks framework or its backport; in a thread of ours without an engine."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .services.batch_threads import run_in_thread
from .services.batches import run_batch

if TYPE_CHECKING:
    from types import ModuleType

SECONDS = 240
"""How long one job works before it calls the next one.

Brokers take a job for lost that is not done in time (RabbitMQ after 30 minutes, Redis after an hour), engines have
limits of their own, and a worker that is to be replaced waits for its job.
"""


def framework() -> "ModuleType | None":
    """Return Django's Tasks framework, or the backport that is installed, or None."""
    name = next((name for name in ("django.tasks", "django_tasks") if find_spec(name)), None)
    return import_module(name) if name else None


def send_links(public_id: str) -> None:
    """Serve a batch for some minutes, and call the next worker where somebody is left."""
    if run_batch(UUID(public_id), seconds=SECONDS):
        hand_over(UUID(public_id))


tasks = framework()
job: Any = tasks.task(send_links) if tasks else send_links
# Workers look for the job where its function stands.
send_links = job


def hand_over(public_id: UUID) -> None:
    """Have a batch served: by the project's engine, or, where that would do it here and now, in a thread."""
    if is_immediate():
        run_in_thread(public_id)
    else:
        job.enqueue(str(public_id))


def is_immediate() -> bool:
    """Tell whether nothing works on tasks but the request that asks for them."""
    if tasks is None:
        return True
    immediate = import_module(f"{tasks.__name__}.backends.immediate").ImmediateBackend
    return isinstance(job.get_backend(), immediate)
