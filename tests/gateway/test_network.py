"""The way to Stripe: names, connections, TLS and proxies that fail, and those that work."""

import socket
import threading
import time

import pytest

from django_billing_portal import gateway
from django_billing_portal.exceptions import NotConfigured, StripeUnavailable
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
from django_billing_portal.wire.trust import trust
from tests.certificates import certify
from tests.gateway.tunnel import tunnel
from tests.stand_in import Answer, StandIn

ALICE = CustomerRef("cus_alice")
SLACK = 2
"""For machines that are busy; without a deadline each of these would take much longer."""


@pytest.fixture
def ask(gate, settings, records):
    """Ask whoever answers at an address."""

    def ask(api_base, *, seconds=0.6, **others):
        settings.BILLING_PORTAL = {"API_KEY": "sk_test_network", "API_BASE": api_base, **others}
        started = time.monotonic()
        try:
            return gate.create_session(customer=ALICE, deadline=Deadline.after(seconds))
        finally:
            assert time.monotonic() - started < seconds + SLACK

    return ask


@pytest.fixture
def deaf():
    """A port on which connecting hangs, because the queue of the listener is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(address)
            yield address[1]


@pytest.fixture
def tls_server(tmp_path, monkeypatch):
    """A stand-in behind TLS that this process trusts."""
    path, context = certify(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    trust.cache_clear()
    with StandIn(tls=context) as server:
        yield server
    trust.cache_clear()


@pytest.fixture
def untrusted_server(tmp_path):
    _, context = certify(tmp_path)
    with StandIn(tls=context) as server:
        yield server


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_network__nobody_listens(ask):
    with pytest.raises(StripeUnavailable, match="refused the connection"):
        ask(f"http://127.0.0.1:{closed_port()}")


def test_network__connecting_hangs(ask, deaf):
    with pytest.raises(StripeUnavailable, match="in time"):
        ask(f"http://127.0.0.1:{deaf}")


def test_network__unknown_name(ask):
    with pytest.raises(StripeUnavailable, match="could not be resolved"):
        ask("http://nowhere.invalid")


def test_network__names_hang(ask, monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(10) and [])
    with pytest.raises(StripeUnavailable, match="in time"):
        ask("http://slow.example.com")
    answered.set()


@pytest.mark.parametrize(
    "address", ["http://" + "x" * 64 + ".com", "not an address", "gopher://127.0.0.1", "http://["]
)
def test_network__no_address(ask, address, records):
    with pytest.raises(NotConfigured, match="API_BASE or PROXY"):
        ask(address)
    assert [record.levelname for record in records()] == ["ERROR"]


def test_network__tls(ask, tls_server):
    assert ask(tls_server.url, seconds=10).id == "bps_1"


def test_network__tls_is_not_trusted(ask, untrusted_server, records):
    with pytest.raises(NotConfigured, match=r"not trusted .*SSL_CERT_FILE"):
        ask(untrusted_server.url, seconds=10)
    assert not untrusted_server.requests
    assert [record.levelname for record in records()] == ["ERROR"]


def test_network__tls_hangs(ask, stripe_server):
    with pytest.raises(StripeUnavailable, match="in time"):
        ask(stripe_server.url.replace("http:", "https:"))


@pytest.mark.parametrize("gate", ["sync"], indirect=True)
def test_network__tls_drips(ask, tls_server):
    # Not async: a connection that aiohttp gives up on says goodbye for up to 30 s, and warns if the loop ends before.
    tls_server.will_say(Answer(drip=0.05))
    with pytest.raises(StripeUnavailable, match="in time"):
        ask(tls_server.url)


def test_network__no_tls(ask, stripe_server):
    stripe_server.greeting = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with pytest.raises(StripeUnavailable, match="TLS"):
        ask(stripe_server.url.replace("http:", "https:"), seconds=10)


def test_network__through_a_proxy(ask, stripe_server):
    assert ask("http://api.stripe.test", seconds=10, PROXY=stripe_server.url).id == "bps_1"
    assert stripe_server.requests[0].headers["host"] == "api.stripe.test"


def test_network__through_a_tunnel(ask, tls_server):
    with tunnel() as proxy:
        assert ask(tls_server.url, seconds=10, PROXY=proxy.url).id == "bps_1"
        gateway.forget()
    assert proxy.asked[0].startswith(f"CONNECT 127.0.0.1:{tls_server.port} ")


def test_network__proxy_that_nobody_runs(ask, records, caplog):
    with pytest.raises(StripeUnavailable, match="proxy"):
        ask("http://api.stripe.test", PROXY=f"http://user:wordofhonour@127.0.0.1:{closed_port()}")
    assert "wordofhonour" not in caplog.text


def test_network__proxy_that_refuses(ask, stripe_server):
    stripe_server.will_say(Answer(status=407))
    with pytest.raises(StripeUnavailable, match="proxy"):
        ask("https://api.stripe.test", PROXY=stripe_server.url)


def test_network__the_first_of_two_addresses_is_dead(ask, stripe_server, monkeypatch):
    look_up = socket.getaddrinfo

    def both(host, port, **kinds):
        return [*look_up("127.0.0.2", closed_port(), **kinds), *look_up("127.0.0.1", stripe_server.port, **kinds)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert ask("http://two.example.com", seconds=10).id == "bps_1"
