"""What became of each person, as a row of a file."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from ...services.links import link_url
from ...services.trail import Act, record_act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...models import PortalBatch
    from .sheets import Problem

#: What a spreadsheet would calculate, or run.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Say what became of one person."""

    subject: str
    name: str = ""
    state: str
    code: str = ""
    reason: str = ""
    expires: str = ""
    sent: str = ""
    link: str = field(default="", repr=False)
    """Its address, where that was asked for."""


def row(result: Result) -> list[str]:
    """Return the cells of a row, none of which a spreadsheet takes for a formula."""
    return [harmless(cell) for cell in astuple(result)]


def harmless(cell: str) -> str:
    """Return a cell that is text to every spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def results_of(batch: "PortalBatch", *, shows_links: bool, by: Any = None) -> Iterator[Result]:
    """Return what became of everybody in a batch, in its order; whose address is told is in the trail of ``by``."""
    for entry in batch.entries.select_related("link").order_by("pk").iterator(chunk_size=1_000):
        link = entry.link
        if link and shows_links and by:
            record_act(Act.COPIED_LINK, user=by, target=link)
        yield Result(
            subject=str(entry.subject),
            name=entry.subject_name,
            state=entry.state,
            code=entry.code,
            reason=entry.reason,
            expires=link.expires_at.isoformat() if link else "",
            sent=link.sent_at.isoformat() if link and link.sent_at else "",
            link=link_url(link, origin=batch.wishes.get("origin")) if link and shows_links else "",
        )


def results_of_problems(problems: "Iterable[Problem]") -> Iterator[Result]:
    """Return what became of lines that were not served."""
    for problem in problems:
        state = "duplicate" if problem.code == "duplicate" else "refused"
        reason = f"Line {problem.line}: {problem.reason}"
        yield Result(subject=problem.who, state=state, code=problem.code, reason=reason)
