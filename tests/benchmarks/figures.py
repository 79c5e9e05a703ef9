"""What is measured becomes rows of one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Row:
    figure: str
    measured: str
    bar: str = ""
    ok: bool | None = None
    """None where there is no bar: the row is there to be read."""

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "MISS", None: ""}[self.ok]


def p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


@dataclass(frozen=True)
class Ratio:
    """Compare what two takes cost, by their medians or another figure."""

    ours: float
    theirs: float

    @classmethod
    def of(
        cls, ours: Sequence[float], theirs: Sequence[float], by: Callable[[Sequence[float]], float] = median
    ) -> Self:
        return cls(by(ours), by(theirs))

    def __str__(self) -> str:
        return f"{self.ours / self.theirs:.2f} × ({ms(self.ours)} / {ms(self.theirs)})"

    def row(self, figure: str, bar: float | None = None) -> Row:
        """Judge the ratio, or only tell it."""
        if bar is None:
            return Row(figure=figure, measured=str(self))
        return Row(figure=figure, measured=str(self), bar=f"≤ {bar:.2f} ×", ok=self.ours / self.theirs <= bar)


def table(rows: Sequence[Row]) -> str:
    """Format as Markdown, so that the documentation can hold what the terminal shows."""
    cells = [("figure", "bar", "measured", ""), *((row.figure, row.bar, row.measured, row.verdict) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
