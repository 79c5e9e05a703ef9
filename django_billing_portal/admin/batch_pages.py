"""The people of a batch, a page at a time: those who want looking at, or those in one state."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator

from ..models.states import EntryState
from ..services.desk.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page

    from ..models import PortalBatch, PortalBatchEntry

PEOPLE = 100
WANT_LOOKING_AT = (EntryState.REFUSED, EntryState.FAILED, EntryState.UNSURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesPage:
    """Hold one page, and what it is a page of."""

    page: "Page[PortalBatchEntry]"
    shown: EntryState | None
    """None is all that want looking at."""
    elided: list[int | str]


def entries_page(batch: "PortalBatch", query: "Mapping[str, str]") -> EntriesPage:
    """Return the page that a query asks for; anything that names none is the first one."""
    asked = query.get("shown")
    shown = EntryState(asked) if asked in EntryState.values else None
    rows = batch.entries.filter(state__in=[shown] if shown else WANT_LOOKING_AT).order_by("pk")
    paginator = Paginator(rows, PEOPLE)
    page = paginator.get_page(query.get("page"))
    for entry in page:
        entry.told = in_words(entry.code, entry.reason)  # type: ignore[attr-defined]
    return EntriesPage(page=page, shown=shown, elided=[*paginator.get_elided_page_range(page.number)])
