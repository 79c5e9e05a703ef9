"""What a click and a button ask of the database: counted, not timed."""

from collections.abc import Iterator

from ..figures import Row
from ..stage import Stage


def measure(stage: Stage) -> Iterator[Row]:
    stage.stripe.delay(0)
    for database in stage.databases:
        # The hand-written view beside ours would import stripe.
        found = database.run("probe", stripe=stage.stripe.url, URLCONF="tests.benchmarks.site.bare_urls")
        mint, again = found["mint"], found["repeat"]
        yield Row(figure=f"our SQL statements per mint, {database.name}", measured=str(mint), bar="≤ 4", ok=mint <= 4)
        yield Row(figure=f"the same, repeat click, {database.name}", measured=str(again), bar="≤ 2", ok=again <= 2)
    free = found["button_queries"] == 0 and not found["button_stripe"]
    yield Row(
        figure="button rendering: queries, import of stripe, time",
        measured=f"{found['button_queries']}, {found['button_stripe']}, {found['button_us']:.0f} µs",
        bar="0, False",
        ok=free,
    )
