"""The description that is committed, read once in each process: YAML takes its time."""

from functools import cache
from typing import Any

import yaml

from tests.test_docs import DOCS

COMMITTED = DOCS / "reference/openapi.yaml"
# In C it is ten times faster, where there is a C.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str) -> Any:
    """Return what a text in YAML says."""
    return yaml.load(text, Loader=LOADER)


@cache
def committed() -> Any:
    """Return the committed description."""
    return parsed(COMMITTED.read_text(encoding="utf-8"))
