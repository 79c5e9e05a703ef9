import socket
from concurrent.futures import Future
from threading import Thread
from typing import Any

Addresses = list[tuple[Any, ...]]


def look_up(host: str, port: int) -> "Future[Addresses]":
    """Find a host's addresses in a thread that nobody has to wait for: getaddrinfo() knows no time-out."""
    found: Future[Addresses] = Future()
    found.set_running_or_notify_cancel()
    Thread(target=_answer, args=(found, host, port), daemon=True).start()
    return found


def _answer(found: "Future[Addresses]", host: str, port: int) -> None:
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as problem:
        found.set_exception(problem)
