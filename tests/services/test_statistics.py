"""Sessions by day and by flow, and what became of links: exact to the hour, in a few queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from django_billing_portal.models.states import Outcome, Status
from django_billing_portal.services.statistics import Funnel, Tally, count_visits
from tests.factories import PortalLinkFactory, PortalSessionFactory

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False), timezone.override("UTC"):
        yield


def opened(person, moment, **facts):
    return PortalSessionFactory(user=person, created_at=moment, **{"status": Status.OPEN, **facts})


def days_of(counted):
    return {day: tally.opened for day, tally in counted.days if tally.opened}


def test_count_visits__every_day_the_oldest_first(db):
    days = [day for day, _tally in count_visits(30).days]

    assert (days[0], days[-1], len(days)) == (date(2026, 6, 16), date(2026, 7, 15), 30)
    assert days == sorted(days)


def test_count_visits__by_day_and_flow(alice):
    opened(alice, NOON)
    opened(alice, NOON, flow_type="subscription_cancel", outcome=Outcome.COMPLETED)
    opened(alice, NOON - timedelta(days=3), flow_type="subscription_cancel", outcome=Outcome.RETURNED)

    counted = count_visits(30)
    tallies = dict(counted.days)
    assert tallies[date(2026, 7, 15)] == Tally(opened=2, completed=1)
    assert tallies[date(2026, 7, 12)] == Tally(opened=1, completed=0)
    assert counted.flows == [("subscription_cancel", Tally(opened=2, completed=1)), ("", Tally(opened=1))]
    assert counted.total == Tally(opened=3, completed=1)


def test_count_visits__only_what_was_opened_within_the_period(alice):
    opened(alice, NOON, status=Status.FAILED)
    opened(alice, NOON, status=Status.PENDING)
    opened(alice, datetime(2026, 6, 15, 23, 59, tzinfo=UTC))
    opened(alice, datetime(2026, 6, 16, tzinfo=UTC))

    assert days_of(count_visits(30)) == {date(2026, 6, 16): 1}


@pytest.mark.parametrize(
    ("zone", "today", "moments"),
    [
        ("Europe/Berlin", "2026-04-01", {"2026-03-28T22:59": 28, "2026-03-28T23:00": 29, "2026-03-29T21:59": 29}),
        ("Europe/Berlin", "2026-04-01", {"2026-03-29T22:00": 30, "2026-03-30T21:59": 30}),
        ("Europe/Berlin", "2025-10-30", {"2025-10-25T22:00": 26, "2025-10-26T22:59": 26, "2025-10-26T23:00": 27}),
        ("Asia/Kathmandu", "2026-04-01", {"2026-03-27T18:14": 27, "2026-03-27T18:15": 28}),
        ("America/St_Johns", "2026-06-30", {"2026-06-28T02:29": 27, "2026-06-28T02:30": 28}),
        ("UTC", "2026-06-30", {"2026-06-27T23:59": 27, "2026-06-28T00:00": 28}),
    ],
    ids=["spring", "after spring", "autumn", "quarter of an hour", "west", "utc"],
)
def test_count_visits__days_of_the_current_time_zone(alice, zone, today, moments):
    for moment in moments:
        opened(alice, datetime.fromisoformat(moment).replace(tzinfo=UTC))

    with time_machine.travel(f"{today}T12:00:00Z", tick=False), timezone.override(zone):
        counted = count_visits(30)

    expected = sorted(moments.values())
    assert [day.day for day, tally in counted.days for _ in range(tally.opened)] == expected


def test_count_visits__without_time_zones(alice):
    with override_settings(USE_TZ=False):
        opened(alice, datetime(2026, 7, 14, 23, 59))  # noqa: DTZ001 (the project knows none)

        assert list(days_of(count_visits(30)).values()) == [1]


def test_count_visits__funnel_of_links(alice):
    PortalLinkFactory(person=alice)
    PortalLinkFactory(person=alice, sent_at=NOON)
    used = PortalLinkFactory(person=alice, sent_at=NOON, first_redeemed_at=NOON)
    done = PortalLinkFactory(person=alice, first_redeemed_at=NOON)
    old = PortalLinkFactory(person=alice, created_at=NOON - timedelta(days=31), first_redeemed_at=NOON)
    opened(alice, NOON, link=used)
    for link in (done, done, old):
        opened(alice, NOON, link=link, outcome=Outcome.COMPLETED)

    assert count_visits(30).funnel == Funnel(made=4, sent=2, opened=2, completed=1)


def test_count_visits__a_few_queries_however_many_rows(alice, django_assert_num_queries):
    for day in range(80):
        opened(alice, NOON - timedelta(days=day))

    with django_assert_num_queries(3):
        count_visits(90)


def test_count_visits__one_query_more_where_the_clock_is_changed(alice, django_assert_num_queries):
    with timezone.override("Europe/Berlin"), time_machine.travel("2026-04-15T12:00Z"), django_assert_num_queries(4):
        count_visits(90)
