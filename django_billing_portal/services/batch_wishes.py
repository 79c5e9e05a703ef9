"""What everybody in a batch gets, as it stands in the batch's row."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from ..flows import Flow, from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWishes:
    """Say what issue_link() makes for each person; what is None is what issue_link() does unasked."""

    flow: Flow | str | None = None
    """A flow, or the name of a declared one; None is the portal's home page."""
    audience: str = "customer"
    """``customer`` or ``holder``."""
    message: str = ""
    """What staff say to the customers."""
    max_age: timedelta | None = None
    """How long each link lives, from when it is made."""
    max_uses: int = 1
    configuration: str | None = None
    locale: str | None = None
    language: str = ""
    """Of the e-mails; empty is each person's own, as far as it is known."""
    on_behalf_of: str | None = None
    return_to: str | None = None
    origin: str | None = None
    """The site's origin, for the links' addresses; None is ``BASE_URL``."""

    def to_json(self) -> dict[str, Any]:
        """Return what from_json() reads."""
        flow = self.flow.to_json() if isinstance(self.flow, Flow) else self.flow
        stored = {"flow": flow, "max_age": self.max_age and self.max_age.total_seconds()}
        return {name: getattr(self, name) for name in self.__slots__} | stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read them back; raises InvalidFlow for a flow that this release cannot read."""
        words = {name: stored[name] for name in cls.__slots__ if name in stored}
        flow, seconds = stored.get("flow"), stored.get("max_age")
        words["flow"] = from_json(flow) if isinstance(flow, dict) else flow
        words["max_age"] = None if seconds is None else timedelta(seconds=seconds)
        return cls(**words)

    def with_own(self, own: dict[str, Any]) -> Self:
        """Return them with what one person gets instead, as to_json() writes it; what is unknown here is left out."""
        return self.from_json({**self.to_json(), **own}) if own else self

    def for_link(self) -> dict[str, Any]:
        """Return what issue_link() takes."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in {"origin", "language"}}
