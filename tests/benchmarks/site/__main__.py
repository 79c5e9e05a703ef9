"""Run one of the site's scripts: ``python -m tests.benchmarks.site populate 20 0`` prints what it finds as JSON."""

import json
import sys
from importlib import import_module

import django


def main(script: str, *arguments: str) -> None:
    django.setup()
    found = import_module(f".{script}", __package__).main(*map(int, arguments))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
