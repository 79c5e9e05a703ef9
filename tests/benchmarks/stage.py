"""What the rows share: the stand-in, the databases, and how much is measured."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain

from . import sites
from .browsers import Browser
from .sites import Database
from .stripe import Stripe

#: Clicks in flight at the same time where nothing else is said; the site has 8 threads.
BROWSERS = 2


@dataclass(frozen=True, kw_only=True)
class Stage:
    stripe: Stripe
    databases: list[Database]
    ports: dict[str, int]
    """Where each of them is served."""
    full: dict[str, Database]
    """The same databases with a past in the sessions table."""
    past: int
    quick: bool

    def rounds(self, many: int, few: int) -> int:
        return few if self.quick else many

    @property
    def postgresql(self) -> Database | None:
        return next((known for known in self.databases if known.name == "PostgreSQL"), None)


@contextmanager
def setting(*, quick: bool, past: int) -> Iterator[Stage]:
    """Make all that the rows need, at the same time, and clear it away."""
    people, server = (2000 if quick else 10_000), sites.postgresql_server()
    makers = [sites.sqlite, *([partial(sites.postgresql, server)] if server else [])]
    with ExitStack() as stack:
        stripe = Stripe()
        stack.callback(stripe.stop)
        with ThreadPoolExecutor() as pool:
            jobs = [
                pool.submit(stack.enter_context, make(people=people, sessions=sessions))
                for sessions in ((0, past) if past else (0,))
                for make in makers
            ]
        made = [job.result() for job in jobs]
        databases, full = made[: len(makers)], {database.name: database for database in made[len(makers) :]}
        ports = {one.name: stack.enter_context(sites.gunicorn(one, stripe.url)).port for one in databases}
        yield Stage(stripe=stripe, databases=databases, ports=ports, full=full, past=past, quick=quick)


def in_turns(ports: list[int], rounds: int, *takes: Callable[[Browser], float]) -> list[list[float]]:
    """Do each take on its port once a round, in a few browsers at once, and return the seconds of each.

    Whatever else the machine does meanwhile slows all takes alike.
    """
    with ThreadPoolExecutor(BROWSERS) as pool:
        shares = list(pool.map(lambda _: _turns(ports, rounds, takes), range(BROWSERS)))
    return [list(chain.from_iterable(alike)) for alike in zip(*shares, strict=True)]


def _turns(ports: list[int], rounds: int, takes: tuple[Callable[[Browser], float], ...]) -> list[list[float]]:
    browsers = {port: Browser(port) for port in ports}
    seconds: list[list[float]] = [[] for _ in takes]
    for number in range(rounds):
        if number % 10 == 0:
            # Another connection may lead to the other process.
            for browser in browsers.values():
                browser.close()
        for port, take, known in zip(ports, takes, seconds, strict=True):
            known.append(take(browsers[port]))
    return seconds
