from collections.abc import Mapping
from typing import NamedTuple

from .redaction import Sealed, redact

_KEPT = ("request-id", "retry-after", "idempotent-replayed", "stripe-rate-limited-reason", "stripe-should-retry")


class Headers(dict[str, str]):
    """Look names up whatever their case, as the SDK does."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return a header, or the default."""
        return super().get(name.lower(), default)

    @classmethod
    def worth_keeping(cls, headers: Mapping[str, str]) -> "Headers":
        """Keep what retries and logs need; the rest would only travel in the SDK's exceptions."""
        return cls({name: value for name in _KEPT if (value := headers.get(name))})


class Reply(NamedTuple):
    """Answer in the shape that the SDK wants of its HTTP clients: body, status, headers."""

    body: str
    status: int
    headers: Headers


def seal(text: str, status: int) -> Sealed:
    """Close a body to all but parsers. A refusal's text is quoted by the SDK: secrets leave it here."""
    return Sealed(text if status < 300 else redact(text))  # noqa: PLR2004
