import traceback
from dataclasses import dataclass
from pathlib import PurePath
from typing import Self

from .attempts import Trail
from .faults import WireError
from .fields import MalformedAnswer
from .redaction import redact


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Hold what is known of a failed call; the message is Stripe's or ours, without keys and URLs."""

    kind: str
    status: int | None = None
    code: str | None = None
    param: str | None = None
    message: str = ""
    request_id: str | None = None
    place: str = ""

    @classmethod
    def of(cls, failure: Exception, trail: Trail) -> Self:
        """Read an exception of the SDK, of which only two classes fill ``code`` themselves."""
        inner = getattr(failure, "error", None)
        return cls(
            kind=type(trail.fault or failure).__name__,
            status=getattr(failure, "http_status", None) or trail.status,
            code=getattr(failure, "code", None) or getattr(inner, "code", None),
            param=getattr(failure, "param", None) or getattr(inner, "param", None),
            message=redact(_words(trail.fault or failure)),
            request_id=getattr(failure, "request_id", None) or trail.request_id,
            place=_place(failure),
        )


def _words(failure: Exception) -> str:
    if isinstance(failure, WireError | MalformedAnswer):
        return str(failure)
    # Of other exceptions we know no text that is safe.
    return str(getattr(failure, "user_message", None) or "")


def _place(failure: Exception) -> str:
    """Name file and line: a traceback's own text may quote what must not be logged."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
