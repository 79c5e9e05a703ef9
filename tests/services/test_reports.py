"""What somebody may know of their sessions, and when to ask again."""

import logging
import uuid
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from django_billing_portal.exceptions import UnknownSession
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Outcome, Status
from django_billing_portal.services.reports import PACE, PATIENCE, areport_session, list_sessions, report_session
from django_billing_portal.services.sessions import mint_session
from tests.factories import PortalSessionFactory
from tests.services.test_outcomes import Replicated


@pytest.fixture(params=[report_session, async_to_sync(areport_session)], ids=["sync", "async"])
def report(request):
    return request.param


@pytest.fixture
def opened(alice):
    def open_session(seconds_ago=0, **facts):
        opened_at = timezone.now() - timedelta(seconds=seconds_ago)
        known = {"user": alice, "status": Status.OPEN, "encrypted_url": "ciphertext", "opened_at": opened_at}
        return PortalSessionFactory(**known | facts)

    return open_session


@pytest.mark.parametrize(
    ("seconds_ago", "retry_after"), [(0, 1), (5, 1), (11, 2), (59, 2), (61, 5), (299, 5), (301, 10), (890, 10)]
)
def test_report_session__pending(opened, report, alice, seconds_ago, retry_after):
    found = report(user=alice, public_id=opened(seconds_ago).public_id)
    # A busy machine may be a pace late, never early.
    assert found.state == "pending"
    assert found.retry_after in {retry_after, {1: 2, 2: 5}.get(retry_after, 10)}


def test_report_session__nobody_waits_for_ever(opened, report, alice):
    found = report(user=alice, public_id=opened(PATIENCE.total_seconds()).public_id)
    assert (found.state, found.retry_after) == ("settled", None)


@pytest.mark.parametrize("outcome", [Outcome.RETURNED, Outcome.COMPLETED])
@pytest.mark.parametrize("seconds_ago", [0, 3600])
def test_report_session__settled(opened, report, alice, outcome, seconds_ago):
    session = opened(seconds_ago, outcome=outcome)
    found = report(user=alice, public_id=str(session.public_id))
    assert (found.session, found.state, found.retry_after) == (session, "settled", None)
    assert found.session.outcome == outcome


def test_pace__questions_are_bounded():
    asked, age = 0, 0
    while waits := [wait for until, wait in PACE if age < until]:
        asked, age = asked + 1, age + waits[0]
    assert asked == 143
    assert sum(1 for age in range(60) if age < 10 or age % 2 == 0) < 60


def test_report_session__opened_at_is_missing(opened, report, alice):
    session = opened(opened_at=None)
    assert report(user=alice, public_id=session.public_id).state == "pending"


@pytest.mark.parametrize("status", [Status.PENDING, Status.FAILED])
def test_report_session__never_opened(opened, report, alice, status, caplog):
    caplog.set_level(logging.INFO, "django_billing_portal")
    with pytest.raises(UnknownSession):
        report(user=alice, public_id=opened(status=status).public_id)
    assert [(record.billing_code, record.levelno) for record in caplog.records] == [("unknown_session", logging.INFO)]


def test_report_session__somebody_elses(opened, report, bob):
    with pytest.raises(UnknownSession):
        report(user=bob, public_id=opened().public_id)


@pytest.mark.parametrize("whose", [None, AnonymousUser()])
def test_report_session__nobody(opened, report, whose):
    with pytest.raises(UnknownSession):
        report(user=whose, public_id=opened(user=None, subject_id="1").public_id)


@pytest.mark.parametrize("public_id", [uuid.UUID(int=7), "", "1", "x" * 5000, "\ud800"], ids=ascii)
def test_report_session__no_such_id(alice, report, public_id):
    with pytest.raises(UnknownSession) as caught:
        report(user=alice, public_id=public_id)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_report_session__of_the_other_mode(opened, report, alice):
    with pytest.raises(UnknownSession):
        report(user=alice, public_id=opened(livemode=True).public_id)


def test_report_session__lazy_user(opened, report, alice):
    assert report(user=SimpleLazyObject(type(alice).objects.get), public_id=opened().public_id)


def test_report_session__asks_no_replica(opened, report, alice, settings):
    session = opened()
    settings.DATABASE_ROUTERS = [Replicated()]
    assert report(user=alice, public_id=session.public_id).session == session


def test_report_session__one_query_that_loads_no_url(opened, alice, django_assert_num_queries):
    session = opened()
    with django_assert_num_queries(1) as asked:
        report_session(user=alice, public_id=session.public_id)
    assert "encrypted_url" not in asked[0]["sql"]


@pytest.mark.usefixtures("stripe_world")
def test_report_session__of_what_was_just_minted(alice, report):
    session = mint_session(user=alice)
    assert report(user=alice, public_id=session.public_id).session == session


def test_list_sessions__own_and_opened_ones_newest_first(opened, alice, bob):
    now = timezone.now()
    old, new = (opened(created_at=now - timedelta(days=days)) for days in (2, 1))
    opened(user=bob), opened(livemode=True), opened(status=Status.FAILED)
    assert list(list_sessions(user=alice)) == [new, old]


def test_list_sessions__no_urls(opened, alice, django_assert_num_queries):
    opened()
    with django_assert_num_queries(1) as asked:
        [session] = list_sessions(user=alice)
    assert "encrypted_url" not in asked[0]["sql"]
    assert session.get_deferred_fields() == {"encrypted_url"}


def test_list_sessions__nobody(db):
    with pytest.raises(UnknownSession):
        list_sessions(user=AnonymousUser())


def test_list_sessions__by_the_index_of_the_user(opened, alice):
    PortalSession.objects.bulk_create(PortalSessionFactory.build_batch(300, user=None, subject_id="1"))
    opened()
    plan = list_sessions(user=alice).explain()
    assert connection.vendor != "sqlite" or "USING INDEX" in plan
