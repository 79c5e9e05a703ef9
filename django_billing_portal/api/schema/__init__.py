"""What drf-spectacular needs to know to describe this door in OpenAPI 3.1; loaded only where that is installed.

Nothing in here is called to answer a request.
"""

from . import operations, shapes

VERSION = "1"
"""The version of what this door takes and gives; raised when a client would have to change."""

__all__ = ["VERSION", "operations", "shapes"]
