"""Shapes of charts, as numbers that a template writes down as SVG."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 720, 200
#: Room for the scale on the left, and for a line of text above and below.
LEFT, TOP, BOTTOM = 40, 16, 20
ROW, BAR = 54, 18
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two numbers under one name: all, and a part of them."""

    name: str
    whole: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle, and within it a smaller one that starts where it does."""

    name: str
    whole: int
    part: int
    x: int
    y: int
    width: int
    height: int
    part_y: int
    part_width: int
    part_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the scale, with its number."""

    value: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that one picture holds."""

    width: int
    height: int
    bars: "Sequence[Bar]"
    lines: "Sequence[Line]" = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to see."""
        return not any(bar.whole for bar in self.bars)


def columns(pairs: "Sequence[Pair]") -> Chart:
    """Draw a column for each pair, side by side, over a scale of round numbers."""
    top = _round_up(max((pair.whole for pair in pairs), default=0))
    floor, tall = TOP + HEIGHT, HEIGHT
    slot = (WIDTH - LEFT) / max(len(pairs), 1)
    bars = [
        Bar(
            name=pair.name,
            whole=pair.whole,
            part=pair.part,
            x=LEFT + int(number * slot),
            y=floor - pair.whole * tall // top,
            width=max(int(slot) - 2, 1),
            height=pair.whole * tall // top,
            part_y=floor - pair.part * tall // top,
            part_width=max(int(slot) - 2, 1),
            part_height=pair.part * tall // top,
        )
        for number, pair in enumerate(pairs)
    ]
    lines = [Line(value=value, y=floor - value * tall // top) for value in sorted({0, top // 2, top})]
    return Chart(width=WIDTH, height=TOP + HEIGHT + BOTTOM, bars=bars, lines=lines)


def rows(pairs: "Sequence[Pair]") -> Chart:
    """Draw a bar for each pair, one below the other, as long as its share of the longest."""
    longest = max((pair.whole for pair in pairs), default=0) or 1
    bars = [
        Bar(
            name=pair.name,
            whole=pair.whole,
            part=pair.part,
            x=0,
            y=number * ROW + ROW - BAR - 4,
            width=pair.whole * WIDTH // longest,
            height=BAR,
            part_y=number * ROW + ROW - BAR - 4,
            part_width=pair.part * WIDTH // longest,
            part_height=BAR,
        )
        for number, pair in enumerate(pairs)
    ]
    return Chart(width=WIDTH, height=max(len(pairs), 1) * ROW, bars=bars)


def _round_up(value: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 …"""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= value:
                return step * power
        power *= 10
