"""Many links: how long they take beside bare rows of the same table, and whether memory stays flat."""

from collections.abc import Iterator

from ..figures import Row
from ..stage import Stage

MEBIBYTE = 1024 * 1024


def measure(stage: Stage) -> Iterator[Row]:
    count = stage.rounds(100_000, 2_000)
    for database in stage.databases:
        found = database.run("links", count)
        seconds, bare, grown = found["seconds"], found["bare"], found["grown"] / MEBIBYTE
        name = f"{count:,} links, {database.name}"
        each = f"{seconds / count * 1000:.2f} ms each, {seconds / bare:.0f} × bare rows in bulk"
        yield Row(figure=f"{name}: issue_link()", measured=f"{seconds:.0f} s, {each}")
        yield Row(figure=f"{name}: memory grown", measured=f"{grown:.1f} MiB", bar="≤ 5 MiB", ok=grown <= 5)
