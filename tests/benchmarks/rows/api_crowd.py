"""Five hundred people post at once to one process with an event loop."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter

from ..browsers import Answer, Browser
from ..figures import Row, ms
from ..sites import Site, uvicorn
from ..stage import Stage
from ..stripe import SESSIONS

PEOPLE = 500
DELAY_SECONDS = 0.2
DOORS = {"async views": "/api/billing-async/sessions/", "hand-written REST view": "/plain-api/"}


def measure(stage: Stage) -> Iterator[Row]:
    stage.stripe.delay(DELAY_SECONDS)
    people = stage.rounds(PEOPLE, 50)
    with uvicorn(stage.databases[-1], stage.stripe.url) as site:
        for door, path in DOORS.items():
            _at_once(site, path, 8)
            one = median(_at_once(site, path, 1)[0] for _ in range(5))
            before = stage.stripe.calls(SESSIONS)
            many, answers = _at_once(site, path, people)
            yield _row(
                f"{people} people post at once, ASGI, {door}",
                one,
                many,
                answers,
                stage.stripe.calls(SESSIONS) - before,
            )


def _row(figure: str, one: float, many: float, answers: list[Answer], calls: int) -> Row:
    statuses = ", ".join(f"{count} × {status}" for status, count in Counter(a.status for a in answers).items())
    times = [answer.seconds for answer in answers]
    return Row(
        figure=figure,
        measured=f"{statuses}, {calls} Stripe calls, {ms(many)} in all, median {ms(median(times))} (one: {ms(one)})",
        bar=f"{len(answers)} × 201, {len(answers)} calls",
        ok=calls == len(answers) and all(answer.status == 201 for answer in answers),
    )


def _at_once(site: Site, path: str, people: int) -> tuple[float, list[Answer]]:
    start = Barrier(people + 1)

    def post(cookie: str) -> Answer:
        start.wait()
        return Browser(site.port).post(path, cookie, "{}")

    with ThreadPoolExecutor(people) as pool:
        answers = [pool.submit(post, site.database.next_person()) for _ in range(people)]
        start.wait()
        started = perf_counter()
        found = [answer.result() for answer in answers]
        return perf_counter() - started, found
