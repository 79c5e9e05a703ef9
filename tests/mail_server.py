"""A mail server on a free port of loopback, that takes what it is sent, refuses it, or falls silent."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import django
import pytest
from aiosmtpd.controller import Controller

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE = 60
"""Seconds that a busy machine may need."""


SILENCE, HANG_UP = "silence", "hang up"


class Clerk:
    """What the server does: by command an answer, ``SILENCE`` or ``HANG_UP``."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (so aiosmtpd calls it)
        return await self._answer("RCPT", server) or self._accept(envelope, address)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return await self._answer("DATA", server) or "250 OK"

    def _accept(self, envelope, address):
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def _answer(self, command, server):
        answer = self.answers.get(command)
        if answer == SILENCE:
            await asyncio.sleep(PATIENCE)
        if answer == HANG_UP:
            server.transport.close()
        return answer


class MailServer(Controller):
    """Listen on a socket that is bound already: a port that is looked up first may be somebody else's by then."""

    def __init__(self, clerk: Clerk, sock: socket.socket) -> None:
        self._sock = sock
        super().__init__(clerk, hostname="127.0.0.1", port=sock.getsockname()[1])

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self._sock)


@contextmanager
def serving(settings) -> Iterator[Clerk]:
    """Send Django's mail to a server of its own."""
    clerk = Clerk()
    server = MailServer(clerk, socket.create_server(("127.0.0.1", 0)))
    server.start()
    clerk.port = server.port
    send_to(settings, server.port)
    yield clerk
    server.stop()


def send_to(settings, port: int, *, timeout: float = PATIENCE) -> None:
    """Send Django's mail to a port of loopback."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options}}
    old = {"EMAIL_BACKEND": BACKEND, **{f"EMAIL_{name.upper()}": value for name, value in options.items()}}
    for name, value in ({} if django.VERSION >= (6, 1) else old).items():
        setattr(settings, name, value)


@pytest.fixture
def mail_server(settings):
    with serving(settings) as clerk:
        yield clerk


@pytest.fixture
def no_mail_server(settings):
    """Bind a port that nobody listens on, so that nobody else can take it either."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        send_to(settings, sock.getsockname()[1])
        yield
