"""Stripe is down, and customers click nevertheless: what does the rest of the site feel, and how soon is it over?"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Event
from typing import Self

from ..browsers import Browser
from ..figures import Row, ms, p95
from ..sites import Database, Site, gunicorn
from ..stage import Stage

CUSTOMERS = 24
NEVER = float("inf")
PAGE_BAR_SECONDS, RECOVERY_BAR_SECONDS = 0.5, 6.0


def measure(stage: Stage) -> Iterator[Row]:
    database = stage.postgresql or stage.databases[0]
    seconds = stage.rounds(20, 4)
    yield from _outage(
        "accepts and never answers",
        stage,
        database,
        seconds,
        down=lambda: stage.stripe.delay(NEVER),
        up=lambda: stage.stripe.delay(0.05),
    )
    yield from _outage(
        "refuses connections",
        stage,
        database,
        seconds // 2,
        down=stage.stripe.stop,
        up=stage.stripe.start,
    )


def _outage(
    how: str, stage: Stage, database: Database, seconds: float, *, down: Callable[[], None], up: Callable[[], None]
) -> Iterator[Row]:
    stage.stripe.delay(0.05)
    name = f"Stripe {how}, {CUSTOMERS} customers clicking, {database.name}"
    # Or else reuse, and the limit of mints, would spare the site most of it.
    with gunicorn(database, stage.stripe.url, MINTS_PER_MINUTE="0", REUSE_SECONDS="0") as site:
        _warm(site)
        with _Customers(site) as customers:
            healthy = _pages(site, seconds / 4)
            down()
            pages = _pages(site, seconds)
            up()
            recovery = _recovery(site)
    worst = max(pages)
    yield Row(
        figure=f"{name}: another page, max",
        measured=(
            f"{ms(worst)} (p95 {ms(p95(pages))}, median {ms(median(pages))}, {len(pages)} pages; "
            f"before: max {ms(max(healthy))}); {customers.answers[503]} clicks refused"
        ),
        bar=f"≤ {PAGE_BAR_SECONDS} s",
        ok=worst <= PAGE_BAR_SECONDS,
    )
    yield Row(
        figure=f"{name}: first portal after Stripe's return",
        measured=f"{recovery:.1f} s",
        bar=f"≤ {RECOVERY_BAR_SECONDS:.0f} s",
        ok=recovery <= RECOVERY_BAR_SECONDS,
    )


def _warm(site: Site) -> None:
    for _ in range(16):
        answer = Browser(site.port).post("/billing/", site.database.next_person())
        assert answer.status == 303, answer


class _Customers:
    """Keep people clicking in a closed loop, each half a second after the answer."""

    def __init__(self, site: Site) -> None:
        self.site, self.stop, self.answers = site, Event(), Counter[int]()
        self.pool = ThreadPoolExecutor(CUSTOMERS)

    def __enter__(self) -> Self:
        cookies = [self.site.database.next_person() for _ in range(CUSTOMERS)]
        self.ends = [self.pool.submit(self._click_on, cookie) for cookie in cookies]
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.pool.shutdown()
        for end in self.ends:
            end.result()

    def _click_on(self, cookie: str) -> None:
        while not self.stop.wait(0.5):
            status = Browser(self.site.port).post("/billing/", cookie).status
            assert status in {303, 503}, status
            self.answers[status] += 1


def _pages(site: Site, seconds: float) -> list[float]:
    cookie, until, found = site.database.next_person(), time.monotonic() + seconds, []
    while time.monotonic() < until:
        answer = Browser(site.port).get("/account/", cookie)
        assert answer.status == 200
        found.append(answer.seconds)
        time.sleep(0.05)
    return found


def _recovery(site: Site) -> float:
    started = time.monotonic()
    while Browser(site.port).post("/billing/", site.database.next_person()).status != 303:
        if time.monotonic() - started > 60:
            break
        time.sleep(0.05)
    return time.monotonic() - started
