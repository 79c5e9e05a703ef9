"""One insert wins each link of a chain; everybody else learns what to do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from django_billing_portal.crypto import encrypt
from django_billing_portal.models import PortalSession
from django_billing_portal.models.claims import Attempt, Verdict
from django_billing_portal.models.states import Status
from tests.factories import PortalSessionFactory
from tests.overrides import portal

LEASE = timedelta(seconds=9)
FACTS = {
    "subject_type": "auth.user",
    "subject_id": "1",
    "customer": "cus_alice",
    "livemode": False,
    "source": "code",
}


def attempt(watched=None, admit=lambda: None) -> Attempt:
    return PortalSession.objects.all().attempt("key", watched=watched, lease=LEASE, admit=admit, facts=FACTS)


def link(**facts) -> PortalSession:
    now = timezone.now()
    return PortalSessionFactory(**{"key": "key", "lease_until": now + LEASE, "opened_at": now} | facts)


def opened(**facts) -> PortalSession:
    return link(**{"status": Status.OPEN, "encrypted_url": encrypt("https://secret")} | facts)


@pytest.mark.django_db
class TestAttempt:
    def test_attempt__first_click_wins(self):
        claim = attempt()
        assert claim.verdict is Verdict.WON
        assert claim.session.generation == 1
        assert claim.session.status == Status.PENDING

    def test_attempt__fresh_session_is_reused(self):
        row = opened()
        assert attempt() == Attempt(Verdict.REUSE, row)

    def test_attempt__window_over(self, settings):
        opened(opened_at=timezone.now() - timedelta(seconds=61))
        claim = attempt()
        assert (claim.verdict, claim.session.generation) == (Verdict.WON, 2)

    def test_attempt__no_window(self, settings):
        settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"REUSE_SECONDS": 0}
        opened()
        assert attempt().verdict is Verdict.WON

    def test_attempt__waited_for_session_is_shared_without_a_window(self, settings):
        settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"REUSE_SECONDS": 0}
        row = opened()
        assert attempt(watched=row.pk) == Attempt(Verdict.REUSE, row)

    def test_attempt__customer_has_come_back(self):
        opened(encrypted_url="")
        assert attempt().verdict is Verdict.WON

    def test_attempt__keys_were_rotated_away(self):
        opened(encrypted_url="made with another key")
        assert attempt().verdict is Verdict.WON

    def test_attempt__somebody_is_minting(self):
        row = link()
        assert attempt() == Attempt(Verdict.WAIT, row)

    def test_attempt__dead_worker_is_followed_when_its_lease_ends(self):
        link(lease_until=timezone.now() - timedelta(seconds=1))
        claim = attempt()
        assert (claim.verdict, claim.session.generation) == (Verdict.WON, 2)

    def test_attempt__failure_is_shared_with_those_who_waited(self):
        row = link(status=Status.FAILED, failure="stripe_unavailable")
        assert attempt(watched=row.pk) == Attempt(Verdict.FAILED, row)

    def test_attempt__failure_does_not_hinder_the_next_click(self):
        link(status=Status.FAILED, failure="stripe_unavailable")
        assert attempt().verdict is Verdict.WON

    def test_attempt__not_admitted_writes_nothing(self):
        with pytest.raises(ZeroDivisionError):
            attempt(admit=lambda: 1 / 0)
        assert not PortalSession.objects.exists()

    def test_attempt__somebody_was_faster(self):
        assert attempt(admit=link) == Attempt(Verdict.LOST)

    def test_attempt__keeps_the_callers_transaction_usable(self):
        attempt(admit=link)
        assert PortalSession.objects.count() == 1

    def test_attempt__refused_for_another_reason_does_not_look_like_losing(self):
        with pytest.raises(IntegrityError):
            PortalSession.objects.all().attempt(
                "key", watched=None, lease=LEASE, admit=lambda: None, facts=FACTS | {"customer": None}
            )

    def test_session__lost_has_none(self):
        with pytest.raises(LookupError):
            Attempt(Verdict.LOST).session  # noqa: B018


@pytest.mark.django_db(transaction=True)
def test_attempt__somebody_was_faster_outside_a_transaction():
    assert attempt(admit=link) == Attempt(Verdict.LOST)
    assert PortalSession.objects.count() == 1


@pytest.mark.django_db
def test_open__keeps_the_url_encrypted():
    row = attempt().session
    PortalSession.objects.all().open(row, url="https://secret", stripe_id="bps_1")
    stored = PortalSession.objects.get()
    assert (row.url, stored.url) == ("https://secret", "https://secret")
    assert "secret" not in stored.encrypted_url
    assert (stored.status, stored.stripe_id) == (Status.OPEN, "bps_1")


@pytest.mark.django_db
@pytest.mark.parametrize(("reuse", "kept"), [(0, 15), (60, 60)])
def test_open__keeps_the_url_for_those_who_may_still_wait(reuse, kept):
    row = attempt().session
    with portal(REUSE_SECONDS=reuse):
        PortalSession.objects.all().open(row, url="https://secret")
    assert row.url_until == row.opened_at + timedelta(seconds=kept)


@pytest.mark.django_db
def test_wipe__closed_windows_only():
    now = timezone.now()
    closed = opened(generation=1, url_until=now)
    fresh = opened(generation=2, url_until=now + timedelta(seconds=10))
    assert PortalSession.objects.all().wipe() == 1
    for row in (closed, fresh):
        row.refresh_from_db()
    assert (closed.encrypted_url, closed.url_until) == ("", None)
    assert fresh.encrypted_url


def test_newest__does_not_pretend_to_filter():
    with pytest.raises(TypeError):
        PortalSession.objects.filter(livemode=False).newest("key")


@pytest.mark.django_db
def test_fail__says_why():
    row = attempt().session
    PortalSession.objects.all().fail(row, "busy")
    row.refresh_from_db()
    assert (row.status, row.failure) == (Status.FAILED, "busy")


@pytest.mark.django_db
def test_fail__does_not_spoil_an_open_session():
    row = opened()
    PortalSession.objects.all().fail(row, "busy")
    row.refresh_from_db()
    assert row.status == Status.OPEN


@pytest.mark.django_db
def test_newest__of_this_chain_with_all_its_columns():
    link(generation=1)
    row = link(generation=2)
    link(key="another key", generation=3)
    found = PortalSession.objects.all().newest("key")
    assert found == row
    assert found.get_deferred_fields() == set()


@pytest.mark.django_db
def test_newest__empty_chain():
    assert PortalSession.objects.all().newest("key") is None
