"""What having the app installed costs each start of the project."""

import re
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from ..figures import Row
from ..sites import Database
from ..stage import Stage

SCRIPT = """
import django
django.setup()
from django.urls import get_resolver
get_resolver().reverse_dict
"""
APP = "django_billing_portal"
HEAVY = {"stripe", "requests", "httpx", "aiohttp", "urllib3", "rest_framework", "djstripe", "cryptography"}
LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def measure(stage: Stage) -> Iterator[Row]:
    _imported(stage.databases[0])
    runs = [_imported(stage.databases[0]) for _ in range(stage.rounds(9, 3))]
    own = [sum(took for name, took in run.items() if name.startswith(APP)) / 1000 for run in runs]
    heavy = sorted(HEAVY & {name.partition(".")[0] for name in runs[0]})
    count = sum(name.startswith(APP) for name in runs[0])
    undisturbed = sum(min(run[name] for run in runs) for name in runs[0] if name.startswith(APP)) / 1000
    yield Row(
        figure="django.setup() and the URLconf: the app's own modules",
        measured=f"{median(own):.1f} ms ({count} modules; {undisturbed:.1f} ms if each had the machine to itself)",
        bar="≤ 30 ms",
        ok=median(own) <= 30,
    )
    yield Row(figure="the same: heavy imports", measured=", ".join(heavy) or "none", bar="none", ok=not heavy)
    with_it, without = zip(*(_whole(stage.databases[0]) for _ in range(stage.rounds(9, 1))), strict=True)
    added = (median(with_it) - median(without)) * 1000
    yield Row(
        figure="the same: processor time of a whole process, with the app - without", measured=f"{added:+.0f} ms"
    )


def _imported(database: Database) -> dict[str, int]:
    command = [sys.executable, "-X", "importtime", "-c", SCRIPT]
    environment = database.environment("", URLCONF="tests.benchmarks.site.bare_urls")
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stderr
    return {found[2]: int(found[1]) for found in LINE.finditer(said)}


def _whole(database: Database) -> tuple[float, float]:
    return _processor_seconds(database), _processor_seconds(database, WITHOUT_APP="1")


def _processor_seconds(database: Database, **more: str) -> float:
    script = f"{SCRIPT}\nimport time; print(time.process_time())"
    environment = database.environment("", URLCONF="tests.benchmarks.site.bare_urls", **more)
    said = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    return float(said.stdout)
