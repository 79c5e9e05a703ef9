"""What a run tells at its end: in a file, or in lines; in numbers, and by its exit code."""

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        if path:
            self._rows = csv.writer(self.enter_context(path.open("w", encoding="utf-8", newline="")))
            self._rows.writerow([each.name for each in fields(Result)])

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
        for result in results:
            self.states[result.state] += 1
            if self._rows:
                self._rows.writerow(row(result))
            else:
                self._tell(result)

    def stopped(self, batch: "PortalBatch") -> None:
        """Say how to go on."""
        self._out.write(f"Stopped: {batch.failure or 'as you asked'}")
        self._out.write(f"To go on: billing_portal_link --resume {batch.public_id}")

    def __exit__(self, *details: object) -> bool:
        """Say how many are where."""
        if self.states:
            self._out.write(", ".join(f"{number} {state}" for state, number in sorted(self.states.items())) + ".")
        return bool(super().__exit__(*details))  # type: ignore[arg-type]

    def _tell(self, result: Result) -> None:
        if result.link:
            self._out.write(f"{result.subject} {result.link}")
        if result.state in FINE:
            return
        self._told += 1
        if self._told <= MOST_LINES:
            self._out.write(f"{result.subject} {result.name}: {result.state}, {result.code}: {result.reason}")
        elif self._told == MOST_LINES + 1:
            self._out.write("… and more: --results FILE keeps all of them.")
