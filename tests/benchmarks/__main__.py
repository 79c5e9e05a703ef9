"""Measure all rows, or some: ``python -m tests.benchmarks [--quick] [ROW …]``."""

import argparse
import sys
import time
from importlib import import_module

from .figures import Row, table
from .stage import Stage, setting

ROWS = (
    "imports",
    "statements",
    "mint",
    "lookups",
    "repeat",
    "volume",
    "crowd",
    "coroutines",
    "api",
    "api_crowd",
    "preflight",
    "links",
    "outage",
)
SLOW = {"volume"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test: few rounds, no full table")
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"of {', '.join(ROWS)}")
    options = parser.parse_args()
    started = time.monotonic()
    wanted = options.rows or [name for name in ROWS if not (options.quick and name in SLOW)]
    past = (20_000 if options.quick else 1_000_000) if "volume" in wanted else 0
    with setting(quick=options.quick, past=past) as stage:
        rows = [row for name in wanted for row in _measured(name, stage)]
    sys.stdout.write(f"\n{table(rows)}\n\n{time.monotonic() - started:.0f} s\n")


def _measured(name: str, stage: Stage) -> list[Row]:
    rows = []
    for row in import_module(f".rows.{name}", __package__).measure(stage):
        sys.stderr.write(f"{row.verdict or '-':4} {row.figure}: {row.measured}\n")
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
