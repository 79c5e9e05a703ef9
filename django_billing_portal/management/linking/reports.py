"""What a run tells at its end: in a file, or in lines; in numbers, and by its exit code."""

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...services.letters.texts import line
from .files import new_file
from .results import Result, row

if TYPE_CHECKING:
    from ...models import PortalBatch
    from .progress import Out

FINE = {"issued", "sent", "possible", "duplicate"}
MOST_LINES = 50


class Report(ExitStack):
    """Write results as they come, to a file that is opened before anybody is served, or in lines."""

    def __init__(self, out: "Out", path: Path | None, *, shows_links: bool) -> None:
        super().__init__()
        self._out, self._shows_links = out, shows_links
        self.states: Counter[str] = Counter()
        self._told = 0
        self._rows: Any = None
        self._has_head = False
        if path:
            self._rows = csv.writer(self.enter_context(new_file(path)))

    @property
    def total(self) -> int:
        """Count everybody."""
        return self.states.total()

    @property
    def refused(self) -> int:
        """Count those who got no link, or of whom nobody knows whether they got an e-mail."""
        return sum(number for state, number in self.states.items() if state not in FINE)

    def add(self, results: Iterable[Result]) -> None:
        """Take what became of some."""
        self._head()
        for result in results:
            self.states[result.state] += 1
            if self._rows:
                self._rows.writerow(row(result))
            else:
                self._tell(result)

    def began(self, batch: "PortalBatch") -> None:
        """Say how to go on, before there is anything that may be cut short."""
        self._out.write(f"Batch {batch.public_id}. If this ends early: {_resume(batch)}")
        self._out.flush()

    def stopped(self, batch: "PortalBatch") -> None:
        """Say how to go on."""
        self._out.write(line(f"Stopped: {batch.failure or 'as you asked'}"))
        self._out.write(f"To go on: {_resume(batch)}")

    def __exit__(self, *details: object) -> bool:
        """Say how many are where."""
        if self.states:
            self._out.write(", ".join(f"{number} {state}" for state, number in sorted(self.states.items())) + ".")
        return bool(super().__exit__(*details))  # type: ignore[arg-type]

    def _head(self) -> None:
        # Not before there is something to tell: an empty file is thrown away.
        if self._rows and not self._has_head:
            self._rows.writerow([each.name for each in fields(Result)])
            self._has_head = True

    def _tell(self, result: Result) -> None:
        if result.link:
            self._out.write(line(f"{result.subject} {result.link}"))
        if result.state in FINE:
            return
        self._told += 1
        if self._told <= MOST_LINES:
            told = f"{result.subject} {result.name}: {result.state}, {result.code}: {result.reason}"
            # What people are called must not move the cursor.
            self._out.write(line(told))
        elif self._told == MOST_LINES + 1:
            self._out.write("… and more: --results FILE keeps all of them.")


def _resume(batch: "PortalBatch") -> str:
    return f"billing_portal_link --resume {batch.public_id}"
