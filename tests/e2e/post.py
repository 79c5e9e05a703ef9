"""A post office on loopback: takes what Nordlicht sends by SMTP, and lets recipients read it."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"https?://\S+/billing/link/[^\s\"<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    recipient: str
    sender: str
    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, recipient: str, raw: bytes) -> "Letter":
        message = message_from_bytes(raw, policy=policy.default)
        return cls(
            recipient=recipient,
            sender=str(message["From"]),
            subject=str(message["Subject"]),
            text=_body(message, "plain"),
            html=_body(message, "html"),
        )

    @property
    def link(self) -> str:
        """Return the address that both halves name."""
        [address] = {*LINK.findall(self.text), *LINK.findall(self.html)}
        return address


class PostOffice:
    """Keep letters until they are read; while ``closed``, turn senders away."""

    def __init__(self, *, port: int) -> None:
        self.port = port
        self.letters: list[Letter] = []
        self.closed = False
        self._open, self._arrived = threading.Event(), threading.Event()
        self.reset()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def reset(self) -> None:
        self.letters.clear()
        self.closed = False
        self._arrived.clear()
        self._open.set()

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Let whoever brings a letter wait, from their arrival until the end of this block."""
        self._open.clear()
        yield
        self._open.set()

    def await_sender(self) -> None:
        assert self._arrived.wait(timeout=20)

    def letter(self, name: str) -> Letter:
        """Return the one letter to this person of the demo."""
        [found] = [letter for letter in self.letters if letter.recipient == f"{name}@nordlicht.example"]
        return found

    async def handle_RCPT(  # noqa: N802 (the names that the server calls)
        self, server: "SMTP", session: "Session", envelope: "Envelope", address: str, options: list[str]
    ) -> str:
        if self.closed:
            return "451 The post office is closed"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: "SMTP", session: "Session", envelope: "Envelope"
    ) -> str:
        self._arrived.set()
        await asyncio.to_thread(self._open.wait, 20)
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        self.letters += [Letter.of(recipient, raw) for recipient in envelope.rcpt_tos]
        return "250 OK"


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
