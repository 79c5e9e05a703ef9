from datetime import UTC, datetime

import pytest

from django_billing_portal.sandbox.intervals import later


@pytest.mark.parametrize(
    ("interval", "count", "date"),
    [
        ("day", 1, (2024, 2, 1)),
        ("week", 2, (2024, 2, 14)),
        ("month", 1, (2024, 2, 29)),
        ("month", 13, (2025, 2, 28)),
        ("year", 1, (2025, 1, 31)),
    ],
)
def test_later__month_ends_included(interval, count, date):
    start = datetime(2024, 1, 31, 12, tzinfo=UTC)

    assert later(int(start.timestamp()), interval, count) == datetime(*date, 12, tzinfo=UTC).timestamp()
