"""The same clicks on an empty sessions table and on a full one."""

from collections.abc import Iterator
from contextlib import ExitStack

from ..figures import Ratio, Row
from ..sites import gunicorn
from ..stage import Stage, in_turns
from . import takes


def measure(stage: Stage) -> Iterator[Row]:
    for empty in stage.databases:
        full = stage.full[empty.name]
        with ExitStack() as stack:
            ports = [stack.enter_context(gunicorn(one, stage.stripe.url)).port for one in (full, empty)]
            clicks = [takes.mint(one) for one in (full, empty)]
            again = [takes.repeat(one.next_person()) for one in (full, empty)]
            stage.stripe.delay(0)
            in_turns(ports, 15, *clicks)
            at_once = in_turns(ports, stage.rounds(200, 20), *clicks)
            stage.stripe.delay(0.05)
            mints = in_turns(ports, stage.rounds(80, 10), *clicks)
            in_turns(ports, 15, *again)
            repeats = in_turns(ports, stage.rounds(300, 20), *again)
        name = f"{stage.past:,} sessions / none, {empty.name}"
        yield Ratio.of(*mints).row(f"{name}: mint, Stripe 50 ms", 1.1)
        yield Ratio.of(*at_once).row(f"{name}: mint, Stripe 0 ms")
        yield Ratio.of(*repeats).row(f"{name}: repeat click", 1.1)
