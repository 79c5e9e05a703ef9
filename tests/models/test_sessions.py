"""What a session tells about itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from django_billing_portal.crypto import encrypt
from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.models import PortalSession
from tests.factories import PortalSessionFactory

NOW = timezone.now()


def test_str__names_nothing_but_the_row():
    session = PortalSession(encrypted_url=encrypt("https://billing.stripe.com/p/session/secret"), customer="cus_1")
    assert str(session) == str(session.public_id)
    assert "secret" not in repr(session)


def test_url__is_decrypted():
    assert PortalSession(encrypted_url=encrypt("https://secret")).url == "https://secret"


def test_url__wiped():
    assert PortalSession().url == ""


def test_flow__as_it_was_asked_for():
    assert PortalSession(flow_data=PaymentMethodUpdate().to_json()).flow == PaymentMethodUpdate()


def test_flow__home_page():
    assert PortalSession().flow is None


def test_expires_at__five_minutes_after_opening():
    assert PortalSession(opened_at=NOW).expires_at == NOW + timedelta(minutes=5)


def test_expires_at__never_opened():
    assert PortalSession().expires_at is None


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (59, True), (60, False)])
def test_is_fresh__within_the_window(age, fresh):
    session = PortalSession(encrypted_url="ciphertext", opened_at=NOW - timedelta(seconds=age))
    assert session.is_fresh(NOW) is fresh


def test_user__deleted_people_leave_their_sessions(alice):
    session = PortalSessionFactory(user=alice)
    alice.delete()
    session.refresh_from_db()
    assert session.user is None
