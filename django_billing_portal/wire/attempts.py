from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .deadline import Deadline, current_deadline, keep
from .faults import WireError, WrongSetup
from .redaction import redact
from .replies import Headers, Reply, seal

ATTEMPT_SECONDS = 4.0
"""What one attempt may take: a request that an outage swallowed must not hold its place long after."""
BACK_OFF_SECONDS = 1.0
"""The longest that the SDK sleeps between the three attempts of a call."""
WORTHWHILE_SECONDS = 0.25
"""An attempt with less time than this is not worth its place."""
TOO_MANY_REQUESTS = 429
LAST_LATIN_1 = "\xff"


@dataclass(slots=True)
class Trail:
    """Remember of a call what the SDK's exceptions forget."""

    attempts: int = 0
    request_id: str | None = None
    status: int | None = None
    notice: str = ""
    fault: WireError | None = None
    wait: float = 0.0
    """Seconds that Stripe asked for before a retry."""

    def begin_attempt(self) -> None:
        """Forget the attempt before."""
        self.attempts += 1
        self.request_id = self.status = self.fault = None
        self.wait = 0.0


current_trail: ContextVar[Trail] = ContextVar("current_trail")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Try a call once, knowing whether the call has time for another try."""

    call: Deadline

    def may_repeat(self, wait: float = 0.0) -> bool:
        """Tell whether a retry could still succeed once the SDK has slept."""
        return self.call.remaining() > max(wait, BACK_OFF_SECONDS) + WORTHWHILE_SECONDS

    def failed(self, reason: str) -> WireError:
        """Return the error of an attempt without an answer."""
        return WireError(reason, retry=self.may_repeat())

    def answered(self, status: int, headers: Mapping[str, str], body: bytes) -> Reply:
        """Make a raw answer safe to hand on: few headers, advice on retrying, a sealed body."""
        kept = Headers.worth_keeping(headers)
        trail = current_trail.get()
        trail.status, trail.request_id = status, kept.get("request-id")
        trail.notice = redact(headers.get("stripe-notice") or "")
        self._advise(status, kept, trail)
        try:
            return Reply(seal(body.decode(), status), status, kept)
        except UnicodeDecodeError:
            raise WireError("The answer is not UTF-8.") from None

    def _advise(self, status: int, kept: Headers, trail: Trail) -> None:
        # stripe 15.0 sleeps for as long as Retry-After says, later versions ignore it: we mind it ourselves.
        asked = kept.pop("retry-after", "")
        trail.wait = float(asked) if asked.isdecimal() else 0.0
        if not self.may_repeat(trail.wait):
            kept["stripe-should-retry"] = "false"
        elif status == TOO_MANY_REQUESTS:
            # The SDK takes a plain 429 for final.
            kept.setdefault("stripe-should-retry", "true")


@contextmanager
def attempt(headers: Mapping[str, str]) -> Iterator[Attempt]:
    """Begin an attempt of the current call, with a deadline of its own."""
    text = "".join(headers.values())
    if not text.isprintable() or not (text.isascii() or max(text) <= LAST_LATIN_1):
        # HTTP libraries print such a header in their errors, the API key with it; or send it somehow.
        raise WrongSetup("API_KEY or a customer's account holds characters that HTTP does not allow.")
    call = current_deadline.get()
    current_trail.get().begin_attempt()
    with keep(call.within(ATTEMPT_SECONDS)):
        yield Attempt(call)
