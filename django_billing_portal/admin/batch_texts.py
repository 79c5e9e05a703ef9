"""What the page of a batch says, and says again while it lives: worded once, for its template and for its script."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..exceptions import BillingPortalError
from ..models.states import BatchState, EntryState
from ..services.batches import BatchReport, BatchWishes, report_batch

if TYPE_CHECKING:
    from ..models import PortalBatch

MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Hold the words for one moment of a batch."""

    report: BatchReport
    flow: str

    @property
    def state(self) -> str:
        """Name the state."""
        return str(self.report.state.label)

    @property
    def done(self) -> str:
        """Say how many are done."""
        numbers = {"done": number_format(self.report.done), "total": number_format(self.report.total)}
        return _("%(done)s of %(total)s people") % numbers

    @property
    def pace(self) -> str:
        """Say how fast it goes, and how long it will take; empty where nothing moves."""
        seconds = self.report.seconds_left
        if seconds is None:
            return ""
        rate = _("%(rate)s a second") % {"rate": number_format(self.report.per_second, 1)}
        return f"{rate}, {_left(seconds)}"

    @property
    def trouble(self) -> str:
        """Say why nothing moves; empty where something does."""
        if not self.report.is_missed:
            return self.report.failure
        missed = _("No worker has shown a sign of life for 30 seconds: start one, or press “Resume”.")
        return f"{missed} {self.report.failure}".strip()

    @property
    def counts(self) -> list[tuple[EntryState, int]]:
        """Return the states that somebody is in."""
        return [(state, count) for state, count in self.report.counts.items() if count]

    @property
    def can_stop(self) -> bool:
        """Tell whether there is something to stop."""
        return self.report.state in {BatchState.WAITING, BatchState.RUNNING}

    @property
    def can_resume(self) -> bool:
        """Tell whether somebody is left, and nobody works on them."""
        left = self.report.total > self.report.done or self.report.counts[EntryState.FAILED] > 0
        return left and (self.report.is_missed or not self.report.is_live)

    @property
    def can_resend(self) -> bool:
        """Tell whether it is in doubt for somebody, and nobody is at work."""
        return self.report.counts[EntryState.UNSURE] > 0 and not self.report.is_live

    def as_json(self) -> dict[str, Any]:
        """Return what the script puts into the page."""
        texts = {name: getattr(self, name) for name in ("state", "done", "pace", "trouble")}
        counts = {state.value: number_format(count) for state, count in self.counts}
        buttons = [self.can_stop, self.can_resume, self.can_resend, self.report.is_live]
        return {"texts": texts, "counts": counts, "value": self.report.done, "max": self.report.total, "page": buttons}


def texts_of(batch: "PortalBatch") -> Texts:
    """Word where a batch stands now."""
    return Texts(report=report_batch(batch), flow=flow_of(batch))


def flow_of(batch: "PortalBatch") -> str:
    """Name what everybody is asked for."""
    try:
        flow = BatchWishes.from_json(batch.wishes).flow
    except BillingPortalError:
        return _("a flow of another release")
    if flow is None:
        return _("the portal's home page")
    return flow if isinstance(flow, str) else str(flow.default_label)


def _left(seconds: int) -> str:
    if seconds < MINUTE:
        return ngettext("%(count)d second left", "%(count)d seconds left", seconds) % {"count": seconds}
    minutes = round(seconds / MINUTE)
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}
