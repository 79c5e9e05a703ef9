"""Five hundred people at once in one process that never blocks a thread on Stripe."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier

from ..browsers import Browser
from ..figures import Row, ms
from ..sites import uvicorn
from ..stage import Stage

CLICKS = 500
DELAY_SECONDS = 0.2


def measure(stage: Stage) -> Iterator[Row]:
    stage.stripe.delay(DELAY_SECONDS)
    clicks = stage.rounds(CLICKS, 50)
    for database in stage.databases:
        found = database.run("gather", clicks, stripe=stage.stripe.url)
        figure = f"{clicks} × amint_session() at once / one, {database.name}, Stripe 200 ms"
        yield _row(figure, *found["clicks"], bar=3.0)
    yield _row("the same, nothing but the calls to Stripe", *found["calls"])
    database = stage.databases[-1]
    with uvicorn(database, stage.stripe.url) as site:
        for path, whom in (("/async/", database.next_person), ("/async-account/", database.anybody)):
            _all_at_once(site.port, path, [whom() for _ in range(8)])
            one = median(_all_at_once(site.port, path, [whom()]) for _ in range(5))
            many = _all_at_once(site.port, path, [whom() for _ in range(clicks)])
            yield _row(f"{clicks} × {path} over HTTP (uvicorn) / one, {database.name}", one, many)


def _row(figure: str, one: float, many: float, bar: float | None = None) -> Row:
    ratio = many / one
    measured = f"{ratio:.1f} × ({ms(many)} / {ms(one)})"
    return Row(figure=figure, measured=measured, bar=f"≤ {bar} ×" if bar else "", ok=ratio <= bar if bar else None)


def _all_at_once(port: int, path: str, cookies: list[str]) -> float:
    start = Barrier(len(cookies) + 1)

    def click(cookie: str) -> int:
        start.wait()
        return Browser(port).get(path, cookie).status

    with ThreadPoolExecutor(len(cookies)) as pool:
        answers = [pool.submit(click, cookie) for cookie in cookies]
        start.wait()
        started = time.perf_counter()
        if any(answer.result() not in {200, 302} for answer in answers):
            raise AssertionError(path)
        return time.perf_counter() - started
