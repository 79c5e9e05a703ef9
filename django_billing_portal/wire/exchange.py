import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django_billing_portal.exceptions import StripeUnavailable
from django_billing_portal.journal import record

from .attempts import Trail, current_trail
from .breaker import PROBE_SECONDS, Breaker
from .calls import Call
from .deadline import Deadline, keep
from .fields import MalformedAnswer

if TYPE_CHECKING:
    from .refusals import Refusal

logger = logging.getLogger("django_billing_portal")
T = TypeVar("T")
NO_TIME_RETRY_AFTER = 2
MISSING = {"resource_missing", "not_found"}
"""How Stripe's two APIs say that there is no such thing."""


@dataclass(slots=True)
class Exchange(Generic[T]):
    """Carry one call to its result, or to an error that is logged once.

    The error is raised after the SDK's exception is gone: what hangs on a chain of exceptions ends up in trackers.
    """

    call: Call[T]
    deadline: Deadline
    trail: Trail = field(default_factory=Trail)
    result: T | None = None
    refusal: "Refusal | None" = None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn whatever stops the call, before or while it is made, into the outcome."""
        try:
            yield
        except Exception as failure:  # noqa: BLE001
            from .refusals import understand

            self.refusal = understand(failure, self.trail)

    @contextmanager
    def under_way(self, breaker: Breaker) -> Iterator[None]:
        """Make the deadline current, and tell the breaker how it went."""
        if self.deadline.expired:
            raise StripeUnavailable("No time was left to ask Stripe.", retry_after=NO_TIME_RETRY_AFTER)
        token = current_trail.set(self.trail)
        try:
            with breaker.glance() if self.call.is_look else breaker.watch() as watch:
                limit = self.deadline.within(PROBE_SECONDS) if watch.probe else self.deadline
                with keep(limit), self.guarded():
                    yield
                watch.alive = self.refusal is None or self.refusal.alive
        finally:
            current_trail.reset(token)

    def receive(self, answer: Any) -> None:
        """Read what Stripe answered."""
        try:
            self.result = self.call.read(as_mapping(answer))
        except (AttributeError, TypeError, ValueError, OverflowError, OSError) as failure:
            raise MalformedAnswer("It is not built as it should be.") from failure

    def outcome(self) -> T:
        """Return the result, or log and raise the error."""
        if self.refusal is None:
            if self.trail.notice:
                logger.info("Stripe has a notice: %s", self.trail.notice)
            return cast("T", self.result)
        if self.call.may_be_missing and self.refusal.error.stripe_code in MISSING:
            return cast("T", None)
        self._report(self.refusal)
        raise self.refusal.error

    def _report(self, refusal: "Refusal") -> None:
        said = f" Stripe says: {refusal.said}" if refusal.said else ""
        record(
            refusal.error,
            told=f"{self.call.service} failed (attempts: {self.trail.attempts}): {refusal.error}{said}",
        )


def as_mapping(answer: Any) -> Mapping[str, Any]:
    """Open Stripe's object; a list or a bare value is none."""
    if hasattr(answer, "to_dict"):
        return cast("Mapping[str, Any]", answer.to_dict())
    raise MalformedAnswer("It is no object.")
