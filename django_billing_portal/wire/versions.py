"""Which SDK is installed."""

import re
from functools import cache


@cache
def sdk_version() -> tuple[int, int, int]:
    """Return the installed SDK's version without importing it."""
    from importlib.metadata import version

    # Previews end in letters: 16.2.0b1.
    major, minor, patch = map(int, re.findall(r"\d+", version("stripe"))[:3])
    return major, minor, patch
