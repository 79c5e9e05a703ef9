"""The REST endpoint against the one that people write by hand, in threads and on an event loop."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from ..browsers import Browser
from ..figures import Ratio, Row, p95
from ..sites import Database, uvicorn
from ..stage import Stage, in_turns
from . import takes

#: As many as 2 processes let wait on Stripe at once (MAX_CONCURRENT_CALLS): more would be told to come again.
CLIENTS = 4
CLICKS = 25
ASYNC = "/api/billing-async/"


def measure(stage: Stage) -> Iterator[Row]:
    for database in stage.databases:
        yield from _compared(stage, database, stage.ports[database.name], "/api/billing/", "2 × 4 threads")
    with uvicorn(stage.databases[-1], stage.stripe.url) as site:
        yield from _compared(stage, site.database, site.port, "/api/billing/", "ASGI, sync views")
        yield from _compared(stage, site.database, site.port, ASYNC, "ASGI, async views")


def _compared(stage: Stage, database: Database, port: int, path: str, where: str) -> Iterator[Row]:
    ours, theirs = takes.api(database, path), takes.plain_api(database)
    in_turns([port] * 2, 15, ours, theirs)
    name = f"POST sessions/ / hand-written REST view, {database.name}, {where}"
    stage.stripe.delay(0.05)
    seconds = in_turns([port] * 2, stage.rounds(100, 15), ours, theirs)
    yield Ratio.of(*seconds).row(f"{name}, Stripe 50 ms, p50")
    yield Ratio.of(*seconds, by=p95).row("the same, p95")
    for delay in (0.05, 0.0):
        stage.stripe.delay(delay)
        rates = [[_rate(port, click) for click in (ours, theirs)] for _ in range(stage.rounds(3, 1))]
        yield _throughput(f"the same, {CLIENTS} clients, Stripe {delay * 1000:.0f} ms: throughput", rates)


def _throughput(figure: str, rates: list[list[float]]) -> Row:
    ours, theirs = (median(found) for found in zip(*rates, strict=True))
    return Row(figure=figure, measured=f"{ours / theirs:.2f} × ({ours:.0f} / {theirs:.0f} a second)")


def _rate(port: int, click: takes.Take) -> float:
    """Let clients click one after the other's answer, and return how many answers a second they got."""

    def loop(_: int) -> None:
        browser = Browser(port)
        for _ in range(CLICKS):
            click(browser)
        browser.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(loop, range(CLIENTS)))
    return CLIENTS * CLICKS / (time.perf_counter() - started)
