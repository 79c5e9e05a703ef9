"""What tests of batches share: people, what became of them, and engines for tasks that do nothing, or fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User

from django_billing_portal import flows
from django_billing_portal.models import PortalBatch
from django_billing_portal.services.batches import BatchWishes
from django_billing_portal.tasks import framework
from tests.factories import PortalCustomerFactory, UserFactory
from tests.seeded import plant

CARD = BatchWishes(flow=flows.PaymentMethodUpdate(), message="Your card expires soon.")
TASKS = framework()


@pytest.fixture
def at_once(settings, db) -> None:
    """Serve without waiting between people."""
    plant()
    settings.BILLING_PORTAL = {
        **settings.BILLING_PORTAL,
        "LINKS_PER_SECOND": 0,
        "FLOWS": {"update-card": flows.PaymentMethodUpdate()},
    }


def people(*names: str) -> list[User]:
    """Make users, each with the customer of that name."""
    found = [UserFactory(username=name) for name in names]
    for user in found:
        PortalCustomerFactory(customer=f"cus_{user.username}", subject=user)
    return found


def became(batch: PortalBatch) -> dict[str, str]:
    return dict(batch.entries.order_by("pk").values_list("subject_name", "state"))


@contextmanager
def deferred() -> Iterator[Callable[[], list]]:
    """Give what tasks were called for in this block."""
    backend = TASKS.task_backends["default"]
    backend.clear()
    yield lambda: list(backend.results)
    backend.clear()


class BrokenBackend(TASKS.backends.dummy.DummyBackend):
    """Stand for a broker that is down, and whose errors hold its password."""

    def enqueue(self, task, args, kwargs):
        raise ConnectionRefusedError("amqp://guest:secret@localhost")
