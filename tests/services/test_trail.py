"""What staff do is written down once, in the site's language, and told to whoever listens."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.utils import translation

from django_billing_portal.services import trail
from django_billing_portal.services.trail import Act, record_act
from django_billing_portal.signals import staff_acted
from tests.factories import PortalSessionFactory


@pytest.fixture
def heard():
    found = []

    def hear(sender, **words):
        del words["signal"]
        found.append({"sender": sender, **words})

    staff_acted.connect(hear)
    yield found
    staff_acted.disconnect(hear)


@pytest.fixture
def session(alice):
    return PortalSessionFactory(user=alice)


def test_record_act__one_log_entry(session, bob):
    record_act(Act.OPENED_PORTAL, user=bob, target=session, message="she rang")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object(), entry.action_flag) == (bob, session, CHANGE)
    assert entry.get_change_message() == "Opened the billing portal as the customer: she rang"


def test_record_act__says_what_was_done_without_a_message(session, bob):
    record_act(Act.REVOKED_LINK, user=bob, target=session)

    assert LogEntry.objects.get().get_change_message() == "Revoked the billing link"


def test_record_act__what_is_made_is_added(session, bob):
    record_act(Act.ISSUED_LINK, user=bob, target=session)

    assert LogEntry.objects.get().action_flag == ADDITION


def test_record_act__in_the_language_of_the_site(session, bob):
    with translation.override("de"):
        record_act(Act.REVOKED_LINK, user=bob, target=session)

    assert LogEntry.objects.get().get_change_message() == "Revoked the billing link"


def test_record_act__told_after_commit(session, bob, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record_act(Act.SENT_LINK, user=bob, target=session)
        assert heard == []

    assert heard == [{"sender": type(session), "act": "sent_link", "user": bob, "target": session}]


def test_record_act__a_receiver_that_fails_spoils_nothing(session, bob, django_capture_on_commit_callbacks, caplog):
    def fail(**words):
        raise RuntimeError

    staff_acted.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_act(Act.SENT_LINK, user=bob, target=session)
    finally:
        staff_acted.disconnect(fail)

    assert LogEntry.objects.count() == 1


def test_record_act__without_the_admin_only_told(session, bob, heard, settings, django_capture_on_commit_callbacks):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django.contrib.admin"]

    with django_capture_on_commit_callbacks(execute=True):
        record_act(Act.SENT_LINK, user=bob, target=session)

    assert (LogEntry.objects.count(), len(heard)) == (0, 1)


def test_flags__those_of_the_admin():
    assert (trail.ADDITION, trail.CHANGE) == (ADDITION, CHANGE)
