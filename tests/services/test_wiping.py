"""URLs do not outlive their window for long."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from django_billing_portal.models import PortalSession
from django_billing_portal.models.claims import ClaimQuerySet
from django_billing_portal.services import wiping
from tests.factories import PortalSessionFactory


@pytest.fixture(autouse=True)
def _due(monkeypatch):
    monkeypatch.setattr(wiping, "_next_turn", 0.0)


def closed() -> PortalSession:
    past = timezone.now() - timedelta(minutes=1)
    return PortalSessionFactory(encrypted_url="ciphertext", url_until=past)


def remaining() -> int:
    return PortalSession.objects.exclude(encrypted_url="").count()


@pytest.mark.django_db(transaction=True)
def test_wipe_sometimes__once_a_minute():
    for expected in (0, 1):
        closed()
        wiping.wipe_sometimes(PortalSession.objects.all())
        assert remaining() == expected


@pytest.mark.django_db(transaction=True)
def test_wipe_sometimes__not_in_somebodys_transaction():
    closed()
    with transaction.atomic():
        wiping.wipe_sometimes(PortalSession.objects.all())
    assert remaining() == 1


@pytest.mark.django_db(transaction=True)
def test_wipe_sometimes__failure_spoils_no_click(monkeypatch):
    def deadlock(rows):
        raise DatabaseError

    monkeypatch.setattr(ClaimQuerySet, "wipe", deadlock)
    wiping.wipe_sometimes(PortalSession.objects.all())
    assert wiping._next_turn > 0
