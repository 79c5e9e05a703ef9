"""Sockets that keep the current deadline. A plain time-out starts anew with every byte that drips in."""

import socket
import ssl
from typing import TYPE_CHECKING

from .deadline import current_deadline
from .names import look_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer


def arm(sock: socket.socket, *, share: float = 1.0) -> None:
    """Give the next operation what is left of the deadline, or a share of that."""
    remaining = current_deadline.get().remaining()
    if not remaining:
        # settimeout(0) would make the socket non-blocking instead.
        raise TimeoutError
    sock.settimeout(remaining * share)


class DeadlineSocket(socket.socket):
    """Read and write within the current deadline."""

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """See socket.recv()."""
        arm(self)
        return super().recv(bufsize, flags)

    def recv_into(self, buffer: "Buffer", nbytes: int = 0, flags: int = 0) -> int:
        """See socket.recv_into()."""
        arm(self)
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: "Buffer", flags: int = 0) -> None:
        """See socket.sendall()."""
        arm(self)
        super().sendall(data, flags)


class DeadlineTLSSocket(ssl.SSLSocket):
    """Shake hands, read and write within the current deadline."""

    def do_handshake(self, block: bool = False) -> None:
        """See ssl.SSLSocket.do_handshake()."""
        arm(self)
        super().do_handshake(block)

    def recv_into(self, buffer: "Buffer", nbytes: int | None = None, flags: int = 0) -> int:
        """See ssl.SSLSocket.recv_into()."""
        arm(self)
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: "Buffer", flags: int = 0) -> int:
        """See ssl.SSLSocket.send(), which sendall() is made of."""
        arm(self)
        return super().send(data, flags)


def connect(host: str, port: int, options: "Iterable[tuple[int, int, int | bytes]]") -> DeadlineSocket:
    """Connect to the first address that answers; a dead one leaves the others their part of the time."""
    addresses = look_up(host, port).result(timeout=current_deadline.get().remaining())
    failure: OSError = OSError("no address")
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = DeadlineSocket(family, kind, protocol)
        try:
            for option in options:
                sock.setsockopt(*option)
            arm(sock, share=1 / (len(addresses) - tried))
            sock.connect(address)
        except OSError as problem:
            sock.close()
            failure = problem
        else:
            return sock
    raise failure
