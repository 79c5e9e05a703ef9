"""What looking before the click costs: calls to Stripe, and the time of the pages that look."""

from collections.abc import Iterator
from statistics import median

from ..browsers import Browser
from ..figures import Row, ms
from ..stage import Stage

PAGES = {"portal page": "/billing/", "GET flows/": "/api/billing/flows/"}


def measure(stage: Stage) -> Iterator[Row]:
    database = stage.databases[0]
    for name, path in PAGES.items():
        stage.stripe.delay(0)
        browser, cookie = Browser(stage.ports[database.name]), database.next_person()
        took = [browser.get(path, cookie) for _ in range(stage.rounds(40, 8))]
        before = stage.stripe.calls()
        assert browser.get(path, cookie).status == 200
        calls = stage.stripe.calls() - before
        browser.close()
        yield Row(
            figure=f"{name}, two flows, {database.name}: calls to Stripe; its time beside them",
            measured=f"{calls}; {ms(median(answer.seconds for answer in took))}",
            bar="≤ 2",
            ok=calls <= 2,
        )
