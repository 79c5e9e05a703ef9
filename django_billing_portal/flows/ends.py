"""Where the customer goes once a flow is done. https://docs.stripe.com/customer-management/portal-deep-links"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from urllib.parse import urlsplit

from django.utils.functional import Promise

from .values import CONTROL, Value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_MESSAGE = 500
LONGEST_URL = 5000

_MESSAGE = rf"[^{CONTROL}]+"
_URL = rf"[^{CONTROL}\s\\]+"


def _evaluated(value: object) -> object:
    return str(value) if isinstance(value, Promise) else value


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Redirect(Value):
    """Send the customer to a page of yours; not when they back out of the flow."""

    type: ClassVar[str] = "redirect"

    url: "StrOrPromise"
    """Absolute http(s), or a path that minting completes with the site's origin. May be ``reverse_lazy(…)``."""

    def __post_init__(self) -> None:
        if not isinstance(self.url, Promise):
            self._read()

    def __repr__(self) -> str:
        # A URL may hold a token, and a repr ends up in logs.
        return "Redirect(url=…)"

    def _read(self) -> str:
        url: Any = _evaluated(self.url)
        fits = isinstance(url, str) and len(url) <= LONGEST_URL and re.fullmatch(_URL, url)
        rule = f"an absolute http(s) URL without a user, or a path from /, of 1 to {LONGEST_URL} characters"
        self._require(fits and _is_absolute_or_path(url), "url", rule)
        return str(url)

    def as_params(self) -> dict[str, Any]:
        """Return Stripe's ``after_completion``; raise InvalidFlow while the URL is only a path."""
        url = self._read()
        self._require(not url.startswith("/"), "url", "made absolute before it goes to Stripe")
        return {"type": self.type, self.type: {"return_url": url}}

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return {"type": self.type, "url": self._read()}


def _is_absolute_or_path(url: str) -> bool:
    if url.startswith("/"):
        return not url.startswith("//")
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return has_host and parts.scheme in {"http", "https"} and "@" not in parts.netloc


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HostedConfirmation(Value):
    """Let Stripe confirm on a page of its own."""

    type: ClassVar[str] = "hosted_confirmation"

    message: "StrOrPromise | None" = None
    """What that page says, 1 to 500 characters; None for Stripe's own words. May be ``gettext_lazy(…)``."""

    def __post_init__(self) -> None:
        if not isinstance(self.message, Promise):
            self._read()

    def _read(self) -> str | None:
        message: Any = _evaluated(self.message)
        fits = isinstance(message, str) and len(message) <= LONGEST_MESSAGE and re.fullmatch(_MESSAGE, message)
        rule = f"None or text of 1 to {LONGEST_MESSAGE} characters"
        self._require(message is None or (fits and message.strip()), "message", rule)
        return None if message is None else str(message)

    def as_params(self) -> dict[str, Any]:
        """Return Stripe's ``after_completion``."""
        message = self._read()
        return {"type": self.type} | ({} if message is None else {self.type: {"custom_message": message}})

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        message = self._read()
        return {"type": self.type} | ({} if message is None else {"message": message})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PortalHomepage(Value):
    """Go on to the portal's home page, which never sends the customer back by itself."""

    type: ClassVar[str] = "portal_homepage"

    def as_params(self) -> dict[str, Any]:
        """Return Stripe's ``after_completion``."""
        return {"type": self.type}

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return {"type": self.type}


AfterCompletion: TypeAlias = Redirect | HostedConfirmation | PortalHomepage
ENDS: Mapping[str, type[AfterCompletion]] = {end.type: end for end in (Redirect, HostedConfirmation, PortalHomepage)}
