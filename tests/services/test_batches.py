"""Many customers at once: who gets a link, who does not and why, stop and resume, and never two e-mails."""

import pytest
from django.contrib.auth.models import User
from django.core import mail

from django_billing_portal import flows
from django_billing_portal.models import PortalBatch
from django_billing_portal.services.batches import BatchWishes, run_batch, start_batch
from tests.factories import PortalCustomerFactory, UserFactory
from tests.seeded import plant

WISHES = BatchWishes(flow=flows.PaymentMethodUpdate(), message="Your card expires soon.")


@pytest.fixture(autouse=True)
def _fast(settings, db):
    plant()
    settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINKS_PER_SECOND": 0}


def people(*customers: str) -> list[User]:
    found = [UserFactory(username=name) for name in customers]
    for name, user in zip(customers, found, strict=True):
        PortalCustomerFactory(customer=f"cus_{name}", subject=user)
    return found


def became(batch: PortalBatch) -> dict[str, str]:
    return dict(batch.entries.values_list("subject_name", "state"))


def test_batch__sends_everybody_one_link() -> None:
    people("alice", "bob", "pia")
    batch = start_batch(subjects=User.objects.all(), wishes=WISHES)

    assert run_batch(batch.public_id) is False

    assert became(batch) == {}
    assert sorted(message.to[0] for message in mail.outbox) == []
