import pytest

from django_billing_portal.wire import sockets
from django_billing_portal.wire.deadline import Deadline, keep
from tests.stand_in import StandIn


@pytest.fixture
def connection():
    with StandIn() as server, keep(Deadline.after(10)), sockets.connect("127.0.0.1", server.port, ()) as found:
        found.sendall(b"GET /_counts HTTP/1.1\r\n\r\n")
        yield found


def test_recv__within_the_deadline(connection):
    assert connection.recv(8) == b"HTTP/1.1"


@pytest.mark.parametrize(
    "use", [lambda sock: sock.recv(1), lambda sock: sock.recv_into(bytearray(1)), lambda sock: sock.sendall(b"x")]
)
def test_socket__after_the_deadline(connection, use):
    with keep(Deadline.after(-1)), pytest.raises(TimeoutError):
        use(connection)


def test_connect__after_the_deadline():
    with keep(Deadline.after(-1)), pytest.raises(TimeoutError):
        sockets.connect("127.0.0.1", 9, ())


def test_connect__to_nowhere(monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [])
    with keep(Deadline.after(10)), pytest.raises(OSError, match="no address"):
        sockets.connect("nowhere.example.com", 9, ())
