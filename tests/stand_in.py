"""A bare HTTP server that speaks enough of Stripe, and fails in every way that a server can.

In tests: the fixture ``stripe_server`` (tests/wire/conftest.py) or ``with StandIn() as stripe:``. For benchmarks:
``python -m tests.stand_in --port 0 --delay 0.05`` prints its address; ``GET /_counts`` tells who asked for what.
"""

import argparse
import asyncio
import json
import re
import signal
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Params = dict[str, str]
PORTAL = "https://billing.stripe.com/p/session/test_"
SUBSCRIPTION = {
    "object": "subscription",
    "status": "active",
    "cancel_at": None,
    "cancel_at_period_end": False,
    "collection_method": "charge_automatically",
    "schedule": None,
    "items": {
        "object": "list",
        "data": [
            {
                "id": "si_basic",
                "object": "subscription_item",
                "price": {"id": "price_basic", "object": "price", "product": "prod_basic"},
                "quantity": 1,
            }
        ],
    },
}
CONFIGURATION = {
    "object": "billing_portal.configuration",
    "active": True,
    "is_default": True,
    "livemode": False,
    "features": {
        "customer_update": {"enabled": True, "allowed_updates": ["email", "address"]},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
        "subscription_pause": {"enabled": True},
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price", "quantity"],
            "products": [{"product": "prod_basic", "prices": ["price_basic", "price_better"]}],
        },
    },
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to say next, and how badly."""

    status: int = 200
    body: Any = None
    """None for what Stripe would say; bytes as they are; anything else as JSON."""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float | None = None
    """Before the first byte; infinity says nothing at all."""
    drip: float = 0.0
    """Seconds between two bytes."""
    cut: int | None = None
    """Hang up after that many bytes."""
    raw: bytes = b""
    """Instead of HTTP."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    params: Params
    connection: int


def refusal(status: int, message: str, **error: str) -> Answer:
    """Refuse as Stripe does."""
    kind = "api_error" if status >= 500 else "invalid_request_error"
    return Answer(status=status, body={"error": {"type": kind, "message": message, **error}})


class StandIn:
    """Serve on loopback from a thread of its own."""

    def __init__(self, *, port: int = 0, delay: float = 0.0, tls: Any = None) -> None:
        self.port, self.delay, self.tls = port, delay, tls
        self.script: deque[Answer] = deque()
        self.always: Answer = Answer()
        self.requests: list[Received] = []
        self.counts: Counter[str] = Counter()
        self.connections = 0
        self.keep_requests = True
        self.asked = Event()
        """Set by the first request."""
        self.greeting = b""
        """What to say to whoever connects, before they say anything."""
        self.drips: list[asyncio.Task[None]] = []
        self._ids = count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._open: set[asyncio.Transport] = set()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def will_say(self, *answers: Answer) -> None:
        """Say these next, in turn; after them, what Stripe would say."""
        self.script.extend(answers)

    def answer(self, received: Received) -> Answer:
        """Choose what to say to a request."""
        self.counts[f"{received.method} {received.path}"] += 1
        if self.keep_requests:
            self.requests.append(received)
        self.asked.set()
        answer = self.script.popleft() if self.script else self.always
        return answer if answer.body is not None else replace(answer, body=self.as_stripe(received))

    def as_stripe(self, received: Received) -> dict[str, Any]:
        """Say what Stripe would."""
        for pattern, say in ROUTES.items():
            if found := re.fullmatch(pattern, f"{received.method} {received.path}"):
                return say(self, received.params, *found.groups())
        return {"object": "nothing that this server knows"}

    def say_counts(self, params: Params) -> dict[str, Any]:
        return dict(self.counts)

    def say_session(self, params: Params) -> dict[str, Any]:
        number = next(self._ids)
        return {
            "object": "billing_portal.session",
            "id": f"bps_{number}",
            "url": f"{PORTAL}secret{number}",
            "created": int(time.time()),
            "livemode": False,
            "configuration": params.get("configuration", "bpc_default"),
            "return_url": params.get("return_url"),
            **_owner(params),
        }

    def say_subscriptions(self, params: Params) -> dict[str, Any]:
        return {"object": "list", "data": [{"id": "sub_1", **SUBSCRIPTION, **_owner(params)}]}

    def say_subscription(self, params: Params, known: str) -> dict[str, Any]:
        return {"id": known, **SUBSCRIPTION, "customer": "cus_1"}

    def say_prices(self, params: Params) -> dict[str, Any]:
        keys = [value for name, value in params.items() if name.startswith("lookup_keys")]
        data = [{"id": f"price_of_{key}", "object": "price", "active": True, "lookup_key": key} for key in keys]
        return {"object": "list", "data": data}

    def say_customer(self, params: Params, known: str = "") -> dict[str, Any]:
        told = {"object": "customer", "id": known or f"cus_new{next(self._ids)}", "livemode": False}
        shown = {"subscriptions": self.say_subscriptions({"customer": known}) | {"has_more": False}}
        return told | (shown if "expand[0]" in params else {})

    def say_configurations(self, params: Params) -> dict[str, Any]:
        return {"object": "list", "data": [{"id": "bpc_default", **CONFIGURATION}]}

    def say_configuration(self, params: Params, known: str) -> dict[str, Any]:
        return {"id": known, **CONFIGURATION, "is_default": False}

    def say_offer(self, params: Params, kind: str, known: str) -> dict[str, Any]:
        return {"object": kind, "id": known, "active": True, "valid": True, "livemode": False}

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: _Line(self), "127.0.0.1", self.port, ssl=self.tls, backlog=1024)

    async def _hang_up(self) -> None:
        # A connection that is just being accepted when its server closes would be lost unclosed: first accept no more.
        for socket in self._server.sockets:
            self._loop.remove_reader(socket)
        await _turns()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._server.close()
        await _turns()
        for transport in list(self._open):
            transport.abort()
        await _turns()


async def _turns() -> None:
    """Let the loop go round: what is scheduled now, and what that schedules."""
    for _ in range(5):
        await asyncio.sleep(0)


ROUTES: dict[str, Callable[..., dict[str, Any]]] = {
    r"GET /_counts": StandIn.say_counts,
    r"POST /v1/billing_portal/sessions": StandIn.say_session,
    r"GET /v1/subscriptions": StandIn.say_subscriptions,
    r"GET /v1/subscriptions/([^/]+)": StandIn.say_subscription,
    r"GET /v1/prices": StandIn.say_prices,
    r"GET /v1/billing_portal/configurations": StandIn.say_configurations,
    r"GET /v1/billing_portal/configurations/(\w+)": StandIn.say_configuration,
    r"GET /v1/(price|coupon|promotion_code)s/([^/]+)": StandIn.say_offer,
    r"POST /v1/customers": StandIn.say_customer,
    r"GET /v1/customers/(\w+)": StandIn.say_customer,
    r"GET /v2/core/accounts/(\w+)": StandIn.say_customer,
}


class _Line(asyncio.Protocol):
    def __init__(self, server: StandIn) -> None:
        self.server = server
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.server.connections += 1
        self.number = self.server.connections
        self.server._open.add(transport)
        transport.write(self.server.greeting)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server._open.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, blank, rest = self.buffer.partition(b"\r\n\r\n")
        headers = _headers(head)
        length = int(headers.get("content-length", 0))
        if blank and len(rest) >= length:
            self.buffer = rest[length:]
            self._reply(_received(head, headers, rest[:length], self.number))

    def _reply(self, received: Received) -> None:
        answer = self.server.answer(received)
        wire = answer.raw or _http(answer, number=self.server.counts.total())
        delay = self.server.delay if answer.delay is None else answer.delay
        if answer.drip:
            self.server.drips.append(asyncio.get_running_loop().create_task(self._drip(wire, answer.drip)))
        elif not delay:
            self._send(wire, answer)
        elif delay != float("inf"):
            asyncio.get_running_loop().call_later(delay, self._send, wire, answer)

    def _send(self, wire: bytes, answer: Answer) -> None:
        self.transport.write(wire[: answer.cut])
        if answer.cut is not None or answer.raw:
            self.transport.close()

    async def _drip(self, wire: bytes, pause: float) -> None:
        for byte in wire:
            self.transport.write(bytes([byte]))
            await asyncio.sleep(pause)


def _http(answer: Answer, *, number: int) -> bytes:
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Request-Id": f"req_{number}",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _received(head: bytes, headers: dict[str, str], body: bytes, number: int) -> Received:
    method, target, _ = head.decode("latin-1").split("\r\n")[0].split(" ")
    parts = urlsplit(target)
    params = dict(parse_qsl(f"{parts.query}&{body.decode()}"))
    return Received(method=method, path=parts.path, headers=headers, params=params, connection=number)


def _owner(params: Params) -> Params:
    return {name: value for name, value in params.items() if name.startswith("customer")}


def main(arguments: list[str] | None = None) -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args(arguments)
    stop = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with StandIn(port=options.port, delay=options.delay) as server:
        server.keep_requests = False
        print(server.url, flush=True)  # noqa: T201
        signal.sigwait(stop)


if __name__ == "__main__":
    main()
