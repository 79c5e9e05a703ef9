"""One pool of warm connections for all threads, every byte of it within the current deadline."""

import time
from collections.abc import Mapping
from socket import gaierror
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as TookTooLong

from django_billing_portal.exceptions import NotConfigured

from . import sockets
from .attempts import Attempt, attempt
from .faults import NO_ADDRESS, WireError, WrongSetup
from .trust import tls_fault, trust

if TYPE_CHECKING:
    import socket

    from .async_pool import AsyncPool
    from .replies import Reply

MAX_IDLE_SECONDS = 60
"""Firewalls forget silent connections without a word; a request on a forgotten one would hang."""
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ProxyError, "The proxy did not let us through."),
    (NameResolutionError, "The host's name could not be resolved."),
    (NewConnectionError, "The host refused the connection."),
    (TookTooLong, "No answer came in time."),
    (TimeoutError, "No answer came in time."),
)


class _Punctual(HTTPConnection):
    last_used = 0.0

    def _new_conn(self) -> "socket.socket":
        try:
            return sockets.connect(self._dns_host, self.port, self.socket_options or ())
        except gaierror as problem:
            raise NameResolutionError(self.host, self, problem) from None
        except TimeoutError:
            raise ConnectTimeoutError(self, "No connection in time.") from None
        except OSError as problem:
            raise NewConnectionError(self, type(problem).__name__) from None

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self.last_used < MAX_IDLE_SECONDS

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
        self.last_used = time.monotonic()
        return super().getresponse()


class _PunctualTLS(_Punctual, HTTPSConnection):
    """Add TLS."""


class _Connections(urllib3.HTTPConnectionPool):
    ConnectionCls = _Punctual


class _TLSConnections(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PunctualTLS


class Pool:
    """Send requests from any thread over a few warm connections."""

    def __init__(self, *, proxy: str | None, ca_bundle: str) -> None:
        # Room for more connections than callers costs nothing: each is opened when it is needed.
        context = trust(ca_bundle, sockets.DeadlineTLSSocket)
        options: dict[str, Any] = {"maxsize": 100, "retries": False, "ssl_context": context}
        self._manager = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        self._manager.pool_classes_by_scheme = {"http": _Connections, "https": _TLSConnections}

    def request(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> "Reply":
        """Try a request once, within the current deadline; raise WireError where no usable answer came."""
        with attempt(headers) as this:
            try:
                answer = self._manager.request(method.upper(), url, headers=headers, body=body, redirect=False)
            except Exception as problem:  # noqa: BLE001
                raise _fault(problem, this) from None
            return this.answered(answer.status, answer.headers, answer.data)


def _fault(problem: Exception, this: Attempt) -> WireError:
    """Say what happened in our words: an exception's own may print the API key, or a proxy's password."""
    if isinstance(problem, SSLError):
        return tls_fault(problem.args[0])
    if isinstance(problem, HTTPError | OSError) and not isinstance(problem, LocationValueError):
        return this.failed(
            next((text for kind, text in REASONS if isinstance(problem, kind)), "The connection broke.")
        )
    return WrongSetup(NO_ADDRESS)


def async_pool(*, proxy: str | None, ca_bundle: str) -> "AsyncPool":
    """Return the twin for coroutines, or say what it needs."""
    try:
        from .async_pool import AsyncPool
    except ImportError:
        raise NotConfigured('Asynchronous calls need aiohttp: pip install "django-billing-portal[async]"') from None
    return AsyncPool(proxy=proxy, ca_bundle=ca_bundle)
