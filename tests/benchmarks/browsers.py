"""A browser that costs less than what it measures: bytes written beforehand, one warm connection."""

import re
import socket
import time
from dataclasses import dataclass

CSRF = "c" * 32
TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    seconds: float
    body: bytes = b""


class Browser:
    """Ask one server, one request at a time, over a connection that is opened before the clock starts."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line: socket.socket | None = None

    def get(self, path: str, cookie: str) -> Answer:
        return self._ask("GET", path, cookie, "")

    def post(self, path: str, cookie: str, body: str = "") -> Answer:
        return self._ask("POST", path, cookie, body)

    def close(self) -> None:
        if self.line:
            self.line.close()
        self.line = None

    def _ask(self, method: str, path: str, cookie: str, body: str) -> Answer:
        request = _bytes(method, path, cookie, body)
        warm = self.line is not None
        self.line = self.line or socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)
        started = time.perf_counter()
        try:
            self.line.sendall(request)
            head, answered = _read(self.line)
        except ConnectionError:
            self.close()
            if not warm:
                raise
            # The server closed an idle connection.
            return self._ask(method, path, cookie, body)
        seconds = time.perf_counter() - started
        if b"connection: close" in head.lower():
            self.close()
        location = re.search(rb"(?i)\r\nlocation: (.*?)\r\n", head)
        return Answer(int(head[9:12]), location[1].decode() if location else "", seconds, answered)


def _bytes(method: str, path: str, cookie: str, body: str) -> bytes:
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: sessionid={cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _read(line: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += _more(line)
    return head + b"\r\n", body


def _more(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise ConnectionResetError
    return data
