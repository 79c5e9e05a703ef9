"""A request and its answer, whichever way they travel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.datastructures import CaseInsensitiveMapping

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Hold what came over the wire: ``path`` begins with ``/v1/``, ``form`` is the query or body, still encoded."""

    method: str
    path: str
    form: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Return a header whatever its case, or nothing."""
        return str(CaseInsensitiveMapping(dict(self.headers)).get(name, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Hold what goes back."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> "Response":
        """Answer with JSON, spaced as Stripe spaces it."""
        given = {"Content-Type": JSON, **(headers or {})}
        return cls(status=status, body=json.dumps(body, indent=2, default=float), headers=given)
