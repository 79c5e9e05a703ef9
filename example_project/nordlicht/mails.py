"""What Nordlicht has sent, read back from the folder that Django's file backend fills."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage

#: Django writes this below each e-mail: a file holds all that one connection sent.
LINE = b"-" * 79 + b"\n"
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Hold one e-mail as the page shows it."""

    key: str
    sender: str
    recipient: str
    subject: str
    sent_at: "datetime"
    text: str
    html: str

    @classmethod
    def of(cls, key: str, raw: bytes) -> Self:
        """Read an e-mail as it went out."""
        message = message_from_bytes(raw, policy=policy.default)
        return cls(
            key=key,
            sender=message["From"],
            recipient=message["To"],
            subject=message["Subject"],
            sent_at=parsedate_to_datetime(message["Date"]),
            text=_body(message, "plain"),
            html=_body(message, "html"),
        )


def folder() -> Path | None:
    """Return where they are; None where nobody may see them, for an e-mail is its recipient's."""
    return getattr(settings, "MAIL_FOLDER", None) if getattr(settings, "DEMO", False) else None


def sent_mails(folder: Path) -> list[Mail]:
    """Return the last ones, the newest first."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:MOST]
    return [mail for file in files for mail in reversed([*_in(file)])]


def _in(file: Path) -> "Iterator[Mail]":
    # A file that is being written ends without its line: it shows up with the next look.
    *complete, _ = file.read_bytes().split(LINE)
    for number, raw in enumerate(complete):
        yield Mail.of(f"{file.stem}-{number}", raw)


def _body(message: "EmailMessage", kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
