"""The pool's twin for coroutines: one client for each event loop, closed together with its loop."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from .attempts import Attempt, attempt
from .deadline import current_deadline
from .faults import NO_ADDRESS, WireError, WrongSetup
from .names import look_up
from .trust import tls_fault, trust

if TYPE_CHECKING:
    from .replies import Reply

KEEP_ALIVE_SECONDS = 60
NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
NO_HTTP = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "No answer came in time."),
    (aiohttp.ClientProxyConnectionError, "The proxy did not let us through."),
    (aiohttp.ClientHttpProxyError, "The proxy did not let us through."),
    (aiohttp.ClientConnectorDNSError, "The host's name could not be resolved."),
    (aiohttp.ClientConnectorError, "The host refused the connection."),
)


class Names(AbstractResolver):
    """Look names up outside of the loop's executor: a loop that ends would wait for it, whatever the deadline."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See AbstractResolver.resolve()."""
        addresses = await asyncio.wrap_future(look_up(host, port))
        return [
            ResolveResult(hostname=host, host=where[0], port=where[1], family=kind, proto=protocol, flags=NUMERIC)
            for kind, _, protocol, _, where in addresses
            if family in {socket.AF_UNSPEC, kind}
        ]

    async def close(self) -> None:
        """Have nothing to close."""


class AsyncPool:
    """Send requests from any event loop; no client survives its loop, and under WSGI each call has a new one."""

    def __init__(self, *, proxy: str | None, ca_bundle: str) -> None:
        self._proxy = proxy
        self._trust = trust(ca_bundle)
        self._keepers: dict[asyncio.AbstractEventLoop, AsyncGenerator[aiohttp.ClientSession, None]] = {}
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def request(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> "Reply":
        """See Pool.request()."""
        with attempt(headers) as this:
            try:
                async with asyncio.timeout(current_deadline.get().remaining()):
                    status, answered, raw = await self._exchange(method, url, headers, body)
            except Exception as problem:  # noqa: BLE001
                raise _fault(problem, this) from None
            return this.answered(status, answered, raw)

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: str | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        session = await self._session()
        async with session.request(
            method.upper(), url, headers=headers, data=body, allow_redirects=False, proxy=self._proxy
        ) as answer:
            return answer.status, answer.headers, await answer.read()

    async def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if loop not in self._sessions:
            # A copy, since loops in other threads come and go meanwhile.
            for dead in [known for known in list(self._sessions) if known.is_closed()]:
                self._forget(dead)
            # A loop closes its asynchronous generators before itself: this one closes the client.
            self._keepers[loop] = self._keep(loop)
            await anext(self._keepers[loop])
        return self._sessions[loop]

    async def _keep(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[aiohttp.ClientSession, None]:
        connector = aiohttp.TCPConnector(
            limit=0, ssl=self._trust, keepalive_timeout=KEEP_ALIVE_SECONDS, resolver=Names()
        )
        jar = aiohttp.DummyCookieJar()
        unlimited = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, timeout=unlimited) as session:
            self._sessions[loop] = session
            try:
                yield session
            finally:
                self._forget(loop)

    def _forget(self, loop: asyncio.AbstractEventLoop) -> None:
        self._sessions.pop(loop, None)
        self._keepers.pop(loop, None)


def _fault(problem: Exception, this: Attempt) -> WireError:
    """See pool._fault()."""
    if isinstance(problem, aiohttp.ClientSSLError):
        return tls_fault(getattr(problem, "certificate_error", None))
    if isinstance(problem, aiohttp.ClientError | OSError) and not isinstance(problem, NO_HTTP):
        return this.failed(
            next((text for kind, text in REASONS if isinstance(problem, kind)), "The connection broke.")
        )
    return WrongSetup(NO_ADDRESS)
