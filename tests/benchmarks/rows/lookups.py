"""A flow whose subscription must be found first: two Stripe calls, here as in the hand-written view."""

from collections.abc import Iterator

from ..figures import Ratio, Row
from ..stage import Stage, in_turns
from . import takes


def measure(stage: Stage) -> Iterator[Row]:
    stage.stripe.delay(0.05)
    for database in stage.databases:
        ports = [stage.ports[database.name]] * 2
        clicks = takes.mint(database, "flow=leave"), takes.plain(database, "/plain-leave/")
        in_turns(ports, 10, *clicks)
        seconds = in_turns(ports, stage.rounds(50, 8), *clicks)
        yield Ratio.of(*seconds).row(f"two Stripe calls: mint / plain view, {database.name}, Stripe 50 ms")
