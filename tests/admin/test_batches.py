"""The page of a batch: how far it is, whom it could not serve, and its buttons."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from django_billing_portal.services.batches import BatchWishes, run_batch, start_batch


def test_progress__smoke(desk, alice, eve, minted, portal) -> None:
    portal(LINKS_PER_SECOND=0)
    batch = start_batch(subjects=User.objects.filter(username__in=["alice", "eve"]), wishes=BatchWishes())

    page = desk.get(reverse("admin:billing_portal_portalbatch_progress", args=[batch.pk])).content.decode()
    assert "0 of 2 people" in page
    run_batch(batch.public_id)
    page = desk.get(reverse("admin:billing_portal_portalbatch_progress", args=[batch.pk])).content.decode()
    assert "2 of 2 people" in page
    assert "no_customer" in page
