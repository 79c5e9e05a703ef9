"""From the SDK to the sandbox without a network: ``stripe.StripeClient(key, http_client=SandboxTransport())``."""

import asyncio
import math
import time
from collections.abc import Awaitable, Mapping
from urllib.parse import urlsplit

import stripe
from asgiref.sync import sync_to_async
from django.utils.datastructures import CaseInsensitiveMapping

from django_billing_portal.wire.attempts import current_trail
from django_billing_portal.wire.deadline import current_deadline

from . import faults, guard, server
from .exchange import Request, Response

Answer = tuple[str, int, Mapping[str, str]]
RETRY_SECONDS = 1.25
"""With less time than this left, a retry would sleep past the deadline."""


class SandboxTransport(stripe.HTTPClient):
    """Answer the SDK in this process, from this process's database; it holds no connection of its own."""

    name = "sandbox"

    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: str | None = None
    ) -> Answer:
        """Answer one request, or fail as a network does; obey the current deadline."""
        _begin()
        switches = faults.take()
        time.sleep(_delay(switches))
        return _answer(server.handle(_reached(method, url, headers, post_data, switches), switches))

    async def request_async(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> Answer:
        """See request()."""
        _begin()
        switches = await sync_to_async(faults.take)()
        await asyncio.sleep(_delay(switches))
        request = _reached(method, url, headers, post_data, switches)
        return _answer(await sync_to_async(server.handle)(request, switches))

    def sleep_async(self, secs: float) -> Awaitable[None]:
        """Wait between two tries."""
        return asyncio.sleep(secs)

    def close(self) -> None:
        """Close nothing."""

    async def close_async(self) -> None:
        """See close()."""


def _begin() -> None:
    guard.require_harmless()
    if trail := current_trail.get(None):
        trail.begin_attempt()


def _reached(
    method: str, url: str, headers: Mapping[str, str] | None, post_data: str | None, switches: faults.Switches
) -> Request:
    if "down" in switches:
        raise _failure("Could not connect to the sandbox: it plays dead.")
    if "slow" in switches and not _remaining():
        raise _failure("The sandbox did not answer in time.")
    parts = urlsplit(url)
    return Request(method=method.upper(), path=parts.path, form=post_data or parts.query, headers=headers or {})


def _delay(switches: faults.Switches) -> float:
    return min(switches["slow"].seconds, _remaining()) if "slow" in switches else 0.0


def _remaining() -> float:
    deadline = current_deadline.get(None)
    return deadline.remaining() if deadline else math.inf


def _failure(text: str) -> stripe.APIConnectionError:
    return stripe.APIConnectionError(  # type: ignore[no-untyped-call]
        text, should_retry=_remaining() > RETRY_SECONDS
    )


def _answer(response: Response) -> Answer:
    headers = dict(response.headers)
    if _remaining() < RETRY_SECONDS:
        headers["Stripe-Should-Retry"] = "false"
    return response.body, response.status, CaseInsensitiveMapping(headers)
