"""What every flow has: a type, an end, a label, the version it needs, and its forms for Stripe and for storage."""

import json
from dataclasses import dataclass, field
from reprlib import repr as brief
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from django.utils.functional import Promise

from django_billing_portal.exceptions import FlowUnsupported, InvalidFlow

from .ends import ENDS, AfterCompletion
from .values import Value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Raised only when a key changes its meaning: readers ignore keys that they do not know.
VERSION = 1


class Since(NamedTuple):
    """Name the first SDK, and the API version it speaks, that know a flow or a parameter."""

    sdk: tuple[int, int, int]
    api: str

    def check(self, what: str, installed: tuple[int, int, int]) -> None:
        """Raise FlowUnsupported, with the version needed, where the installed SDK is older."""
        if installed < self.sdk:
            needed, found = (".".join(map(str, version)) for version in (self.sdk, installed))
            raise FlowUnsupported(f"{what} needs stripe {needed} (API {self.api}) or later; {found} is installed.")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Flow(Value):
    """Open the portal on one task; the base of the six types, not built itself."""

    type: ClassVar[str] = ""
    default_label: ClassVar["StrOrPromise"] = ""
    since: ClassVar[Since] = Since((15, 0, 0), "2026-03-25.dahlia")

    label: "StrOrPromise" = field(default="", compare=False)
    """What its button says, may be lazy; empty for ``default_label``. Neither stored nor sent to Stripe."""
    after_completion: AfterCompletion | None = None
    """Where the customer goes once done; None leaves it to minting, which brings them back to ``return_to``."""

    def __post_init__(self) -> None:
        self._require(self.type, "type", "one of Stripe's six, each of which has its own class")
        self._require_shown(isinstance(self.label, str | Promise), "label", "text")
        fits = self.after_completion is None or isinstance(self.after_completion, tuple(ENDS.values()))
        self._require(fits, "after_completion", "a Redirect, a HostedConfirmation, a PortalHomepage or None")

    @property
    def needs_subscription(self) -> bool:
        """Tell whether the customer's only live subscription has to be found before minting."""
        return False

    @property
    def is_complete(self) -> bool:
        """Tell whether Stripe need not be asked for anything before this flow can be sent."""
        return not self.needs_subscription

    @property
    def fingerprint(self) -> str:
        """Return one text for all equal flows: on every machine, in every process."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))

    def check_supported(self, installed: tuple[int, int, int]) -> None:
        """Raise FlowUnsupported where the installed SDK speaks an API version without this flow."""
        self.since.check(f"The flow {self.type}", installed)

    def with_subscription(self, subscription: str) -> Self:
        """Return the same flow for this subscription; raise InvalidFlow where the type takes none."""
        raise InvalidFlow(f"{type(self).__name__} takes no subscription; got {brief(subscription)}.")

    def as_params(self) -> dict[str, Any]:
        """Return Stripe's ``flow_data``; raise InvalidFlow while an id in it has yet to be found."""
        params: dict[str, Any] = {"type": self.type}
        if own := self._own_params():
            params[self.type] = own
        if self.after_completion is not None:
            params["after_completion"] = self.after_completion.as_params()
        return params

    def _own_params(self) -> dict[str, Any]:
        return {}

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored; ``flows.from_json()`` reads it, in later releases too."""
        return {"v": VERSION, "type": self.type, **self._stored()}
