"""Billing intervals on the calendar, month ends included."""

import calendar
from datetime import UTC, datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def later(timestamp: int, interval: str, count: int = 1) -> int:
    """Return the unix seconds that many intervals later; 31 January plus a month is the end of February."""
    start = datetime.fromtimestamp(timestamp, UTC)
    if interval in DAYS:
        return int((start + timedelta(days=DAYS[interval] * count)).timestamp())
    months = start.year * 12 + start.month - 1 + MONTHS[interval] * count
    year, month = months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())
