"""A page of charts: sessions by day and by flow, and what became of links; drawn here, as SVG, without a script."""

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..flows import BUILT_IN
from . import drawing
from .ledger import LedgerAdmin
from .pages import may, require, route, show, url_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from ..services.statistics import Funnel, Statistics

#: How many days may be asked for; the first is shown unless told otherwise.
PERIODS = (30, 90)
PERMISSIONS = ("view_portalsession", "view_portallink")


def may_see_charts(request: "HttpRequest") -> bool:
    """Tell whether this person may see the page, which counts sessions and links."""
    return may(request, *PERMISSIONS)


class Charts(LedgerAdmin):
    """Give an admin the page of charts."""

    def get_urls(self) -> "list[URLPattern]":
        """Add the page to the admin's own."""
        return [route(self, "charts/", self.charts_view, "charts"), *super().get_urls()]

    def charts_view(self, request: "HttpRequest") -> "HttpResponse":
        """Show the charts of a period."""
        from ..services.statistics import count_visits

        require(request, *PERMISSIONS)
        period = _period(request.GET.get("days", ""))
        counted = count_visits(period)
        context: dict[str, Any] = {
            "title": _("Billing portal in numbers"),
            "periods": PERIODS,
            "period": period,
            "counted": counted,
            "days": _days(counted),
            "flows": _flows(counted),
            "funnel": _funnel(counted.funnel),
            "back": url_of(self, "changelist"),
        }
        return show(self, request, "charts.html", **context)


def _period(asked: str) -> int:
    return int(asked) if asked in map(str, PERIODS) else PERIODS[0]


def _days(counted: "Statistics") -> drawing.Chart:
    pairs = [
        drawing.Pair(name=date_format(day, "SHORT_DATE_FORMAT"), whole=tally.opened, part=tally.completed)
        for day, tally in counted.days
    ]
    return drawing.columns(pairs)


def _flows(counted: "Statistics") -> drawing.Chart:
    pairs = [
        drawing.Pair(name=_label(flow), whole=tally.opened, part=tally.completed) for flow, tally in counted.flows
    ]
    return drawing.rows(pairs)


def _funnel(funnel: "Funnel") -> drawing.Chart:
    steps: Sequence[tuple[str, int]] = [
        (_("Made"), funnel.made),
        (_("Sent by e-mail"), funnel.sent),
        (_("Opened"), funnel.opened),
        (_("Completed"), funnel.completed),
    ]
    return drawing.rows([drawing.Pair(name=name, whole=count, part=0) for name, count in steps])


def _label(flow_type: str) -> str:
    flow = BUILT_IN.get(flow_type)
    return str(flow.default_label) if flow else flow_type or _("Home page")
