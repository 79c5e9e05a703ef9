"""A click that mints, against the hand-written view, with a slow Stripe and with one that answers at once."""

from collections.abc import Iterator

from ..figures import Ratio, Row, p95
from ..sites import Database
from ..stage import Stage, in_turns
from . import takes

BARS = {"SQLite": 1.10, "PostgreSQL": 1.15}


def measure(stage: Stage) -> Iterator[Row]:
    for database in stage.databases:
        ports = [stage.ports[database.name]] * 2
        clicks = takes.mint(database), takes.plain(database)
        in_turns(ports, 15, *clicks)
        stage.stripe.delay(0.05)
        yield from _judged(database, in_turns(ports, stage.rounds(200, 30), *clicks))
        stage.stripe.delay(0)
        seconds = in_turns(ports, stage.rounds(150, 20), *clicks)
        yield Ratio.of(*seconds).row(f"the same, {database.name}, Stripe 0 ms, p50")


def _judged(database: Database, seconds: list[list[float]]) -> Iterator[Row]:
    bar, name = BARS[database.name], f"mint / plain view, {database.name}, Stripe 50 ms"
    yield Ratio.of(*seconds).row(f"{name}, p50", bar)
    yield Ratio.of(*seconds, by=p95).row(f"{name}, p95", bar + 0.1)
