"""What the operator keeps at Stripe, read once for many visitors: it is the same for every customer."""

from typing import Any

from ..conf import portal_settings
from ..wire import guards
from ..wire.offers import PromotionCode
from .stories import Ask

KEEP_SECONDS = 30
"""Stripe answers 25 reads a second of a kind, and a page may have more visitors; yet whoever has just created a
coupon waits no longer than this for the button."""


class Remembering:
    """Ask the gateway for something of the operator's, unless this process did so a moment ago."""

    def __init__(self, ask: Ask) -> None:
        words = sorted((name, word) for name, word in ask.words.items() if name != "deadline")
        self._ask, self._key = ask, (guards.place(), ask.verb, *words)

    def take(self) -> Any:
        """See Step.take()."""
        kept = guards.shelf().find(self._key)
        return kept.thing if kept else self._keep(self._ask.take())

    async def atake(self) -> Any:
        """See Step.atake()."""
        kept = guards.shelf().find(self._key)
        return kept.thing if kept else self._keep(await self._ask.atake())

    def _keep(self, found: Any) -> Any:
        # A code for one customer is not the operator's alone, and the sandbox's panel shows effects at once.
        if not portal_settings.uses_sandbox and not (isinstance(found, PromotionCode) and found.only_for):
            guards.shelf().keep(self._key, found, seconds=KEEP_SECONDS)
        return found
