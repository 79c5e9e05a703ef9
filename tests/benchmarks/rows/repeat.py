"""The same click again inside the window."""

from collections.abc import Iterator

from ..figures import Ratio, Row
from ..stage import Stage, in_turns
from ..stripe import SESSIONS
from . import takes


def measure(stage: Stage) -> Iterator[Row]:
    for database in stage.databases:
        stage.stripe.delay(0.05)
        cookie = database.next_person()
        ports = [stage.ports[database.name]] * 2
        again, page, plain = takes.repeat(cookie), takes.page(cookie), takes.plain(database)
        in_turns(ports, 15, again, page)
        before = stage.stripe.calls(SESSIONS)
        repeats, pages = in_turns(ports, stage.rounds(500, 60), again, page)
        calls = stage.stripe.calls(SESSIONS) - before
        plains, _ = in_turns(ports, stage.rounds(40, 10), plain, page)
        name = f"repeat click, {database.name}"
        yield Row(figure=f"{name}: Stripe calls", measured=str(calls), bar="0", ok=calls == 0)
        yield Ratio.of(repeats, pages).row(f"{name} / empty page behind a login", 2.0)
        yield Ratio.of(repeats, plains).row(f"{name} / plain view, Stripe 50 ms")
