"""Two hundred clicks of one person at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier

from ..browsers import Answer, Browser
from ..figures import Row, ms
from ..stage import Stage
from ..stripe import SESSIONS

CLICKS = 200


def measure(stage: Stage) -> Iterator[Row]:
    if not stage.postgresql:
        yield Row(
            figure=f"{CLICKS} clicks of one person at once", measured="skipped: no PostgreSQL", bar="1 Stripe call"
        )
        return
    stage.stripe.delay(0.05)
    port = stage.ports[stage.postgresql.name]
    _click_at_once(port, [stage.postgresql.next_person() for _ in range(4)])
    before = stage.stripe.calls(SESSIONS)
    answers = _click_at_once(port, [stage.postgresql.next_person()] * CLICKS)
    yield _judged(answers, stage.stripe.calls(SESSIONS) - before)


def _judged(answers: list[Answer], calls: int) -> Row:
    urls = {answer.location for answer in answers}
    good = sum(answer.status == 303 for answer in answers)
    times = [answer.seconds for answer in answers]
    took = f"median {ms(median(times))}, max {ms(max(times))}"
    return Row(
        figure=f"{CLICKS} clicks of one person at once, 2 × 4 threads, PostgreSQL",
        measured=f"{calls} Stripe call, {good} redirects, {len(urls)} URL ({took})",
        bar=f"1 Stripe call, {CLICKS} redirects, 1 URL",
        ok=calls == 1 and good == CLICKS and len(urls) == 1,
    )


def _click_at_once(port: int, cookies: list[str]) -> list[Answer]:
    start = Barrier(len(cookies))

    def click(cookie: str) -> Answer:
        start.wait()
        return Browser(port).post("/billing/", cookie)

    with ThreadPoolExecutor(len(cookies)) as pool:
        return list(pool.map(click, cookies))
