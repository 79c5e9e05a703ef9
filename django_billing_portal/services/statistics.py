"""Count sessions by day and by flow, and follow links from the desk to what came of them, in a few queries.

Days are those of the current time zone. MySQL and MariaDB know time zones only by tables that they come without. So
moments are moved by an offset, one for each stretch of days that begin with the same, and then cut into days of UTC. A
quarter of a year is one such stretch, or two, or three.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from ..models import PortalLink, PortalSession
from ..models.states import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models.expressions import Combinable

COMPLETED = Q(outcome=Outcome.COMPLETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Count sessions that were opened, and those of them whose flow was completed."""

    opened: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Follow the links of a period: each number is of those links, whenever it happened."""

    made: int
    sent: int
    """By e-mail; others were copied."""
    opened: int
    """Used at least once."""
    completed: int
    """Opened at least one session whose flow was completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Hold what happened within some days, today included."""

    days: "Sequence[tuple[date, Tally]]"
    """Every day, the oldest first, by when sessions were opened."""
    flows: "Sequence[tuple[str, Tally]]"
    """Types of flows, empty for the portal's home page; the most frequent first."""
    total: Tally
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that begin with the same offset from UTC."""

    first: date
    last: date
    since: datetime
    until: datetime

    @property
    def moment(self) -> "Combinable":
        """Return what a row's moment is in this stretch, as if it were UTC; what it is, where there are no zones."""
        offset = self.since.utcoffset()
        moved = F("created_at") + Value(offset, DurationField())
        return F("created_at") if offset is None else ExpressionWrapper(moved, DateTimeField())

    def day(self, found: date) -> date:
        """Return the day that a row belongs to: the clock may be put back within the last one."""
        return min(found, self.last)


def count_visits(days: int) -> Statistics:
    """Count the sessions and links of the last ``days`` days."""
    today = timezone.localdate() if settings.USE_TZ else date.today()  # noqa: DTZ011 (the project's own clock)
    dates = [today - timedelta(days=back) for back in reversed(range(days))]
    opened: Counter[tuple[date, str]] = Counter()
    completed: Counter[tuple[date, str]] = Counter()
    for stretch in _stretches(dates):
        for row in _rows(stretch):
            key = (stretch.day(row["day"]), row["flow_type"])
            opened[key] += row["opened"]
            completed[key] += row["completed"]
    flows = sorted({flow for _day, flow in opened}, key=lambda flow: -_total(opened, 1, flow))
    return Statistics(
        days=[(day, _tally(opened, completed, 0, day)) for day in dates],
        flows=[(flow, _tally(opened, completed, 1, flow)) for flow in flows],
        total=Tally(opened=opened.total(), completed=completed.total()),
        funnel=_funnel(_midnight(dates[0])),
    )


def _stretches(dates: "Sequence[date]") -> "Iterator[Stretch]":
    midnights = [_midnight(day) for day in (*dates, dates[-1] + timedelta(days=1))]
    spans = list(zip(dates, pairwise(midnights), strict=True))
    for _offset, group in groupby(spans, key=lambda span: span[1][0].utcoffset()):
        same = list(group)
        yield Stretch(same[0][0], same[-1][0], same[0][1][0], same[-1][1][1])


def _midnight(day: date) -> datetime:
    start = datetime.combine(day, time.min)
    return timezone.make_aware(start) if settings.USE_TZ else start


def _rows(stretch: Stretch) -> Any:
    within = PortalSession.objects.filter(
        created_at__gte=stretch.since, created_at__lt=stretch.until, status=Status.OPEN
    )
    by_day = within.annotate(day=TruncDate(stretch.moment, tzinfo=UTC if settings.USE_TZ else None)).values(
        "day", "flow_type"
    )
    return by_day.order_by().annotate(opened=Count("pk"), completed=Count("pk", filter=COMPLETED))


def _tally(opened: "Counter[Any]", completed: "Counter[Any]", place: int, value: object) -> Tally:
    return Tally(opened=_total(opened, place, value), completed=_total(completed, place, value))


def _total(counts: "Counter[Any]", place: int, value: object) -> int:
    return sum(count for key, count in counts.items() if key[place] == value)


def _funnel(since: datetime) -> Funnel:
    made = PortalLink.objects.filter(created_at__gte=since).aggregate(
        made=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        opened=Count("pk", filter=Q(first_redeemed_at__isnull=False)),
    )
    done = PortalSession.objects.filter(COMPLETED, link__created_at__gte=since)
    return Funnel(**made, **done.aggregate(completed=Count("link", distinct=True)))
