"""Settings of the links that staff send, and of the jobs that send many."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from .reading import Reading, wrong

if TYPE_CHECKING:
    from collections.abc import Callable


class LinkSettings(Reading):
    """Read what projects set about links."""

    @property
    def LINK_MAX_AGE(self) -> timedelta:
        """How long a link lives where nobody says, and the most that anybody may say."""
        return self._period("LINK_MAX_AGE", timedelta(days=7))

    @property
    def LINK_HOLDERS(self) -> bool:
        """Whether links may be made for whoever holds them, signed in or not: one use, ``LINK_HOLDER_MAX_AGE``."""
        return bool(self._value("LINK_HOLDERS", default=False))

    @property
    def LINK_HOLDER_MAX_AGE(self) -> timedelta:
        """How long a link for whoever holds it lives where nobody says, and at the most."""
        return self._period("LINK_HOLDER_MAX_AGE", timedelta(hours=4))

    @property
    def LINK_HOLDERS_PER_MINUTE(self) -> int:
        """Sessions that one client address may mint a minute with such links, not signed in; 0 for no limit."""
        return int(self._number("LINK_HOLDERS_PER_MINUTE", 60))

    @property
    def LINK_FROM_EMAIL(self) -> str | None:
        """The sender of e-mails with links; None for ``DEFAULT_FROM_EMAIL``."""
        return self._text_or_none("LINK_FROM_EMAIL")

    @property
    def LINK_SENDER(self) -> "Callable[..., None] | None":
        """What sends an e-mail with a link, ``sender(message=…)``; None for the message's own ``send()``."""
        return cast("Callable[..., None] | None", self._imported("LINK_SENDER"))

    @property
    def LINKS_PER_SECOND(self) -> float:
        """How many people a job serves a second, each at the cost of some calls to Stripe."""
        return self._number("LINKS_PER_SECOND", 5)

    def _period(self, name: str, default: timedelta) -> timedelta:
        value: Any = self._value(name, default)
        if isinstance(value, timedelta) and value > timedelta(0):
            return value
        raise wrong(name, "a timedelta above zero")
