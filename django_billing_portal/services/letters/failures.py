"""Say why an e-mail was not sent, in words that hold no link and no whole address; and when nobody can know."""

import re
import smtplib
import socket
from traceback import walk_tb

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from ...exceptions import BillingPortalError, EmailFailed, EmailRefused, EmailUnsure

URL = re.compile(r"\b\w+://\S+")
ADDRESS = re.compile(r"[^\s<>@,;:\"']+@")
LENGTH = 150
FINAL = 500
REFUSAL = 4
#: Where smtplib is once the whole e-mail may be with the server.
TOO_LATE = {"data", "quit"}
#: Nobody was spoken to.
BEFORE = (ConnectionRefusedError, socket.gaierror, ImproperlyConfigured, BillingPortalError)


def require_address(address: str) -> str:
    """Return an e-mail address, or raise EmailRefused for one that is none."""
    if not address:
        raise EmailRefused("Nobody knows an e-mail address: neither the project nor Stripe's customer.")
    try:
        validate_email(address)
    except ValidationError:
        refused = EmailRefused("The e-mail address is none.")
    else:
        return address
    raise refused


def explain(error: Exception) -> EmailFailed:
    """Return our error for whatever a mail backend raised; EmailUnsure where the e-mail may have arrived."""
    if isinstance(error, EmailFailed):
        return error
    if _may_have_arrived(error):
        return EmailUnsure(f"Nobody knows whether the mail server took it: {_told(error)}")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        refused = EmailRefused if _is_final(error) else EmailFailed
        return refused(f"The mail server refused the address: {_answers(error)}")
    if isinstance(error, smtplib.SMTPResponseException):
        return EmailFailed(f"The mail server refused it: {_answer(error.smtp_code, error.smtp_error)}")
    return EmailFailed(f"It could not be handed over: {_told(error)}")


def _may_have_arrived(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return False
    codes = (frame.f_code for frame, _ in walk_tb(error.__traceback__))
    if names := {code.co_name for code in codes if code.co_filename == smtplib.__file__}:
        return bool(names & TOO_LATE)
    # Of what others raise, little is certain: a connection may break while the answer is on its way.
    return not (isinstance(error, BEFORE) or _is_refusal(error))


def _is_refusal(error: Exception) -> bool:
    """Tell whether a service that speaks HTTP refused the e-mail; anymail's errors and others say so alike."""
    status = getattr(error, "status_code", None)
    return isinstance(status, int) and status // 100 == REFUSAL


def _is_final(error: smtplib.SMTPRecipientsRefused) -> bool:
    # 4xx is for now: a full mailbox, greylisting.
    return all(code >= FINAL for code, _ in error.recipients.values())


def _answers(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(_answer(*answer) for answer in error.recipients.values())


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return f"{code} {discreet(said)}".strip()


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {discreet(str(error))}".removesuffix(": ")


def discreet(text: str) -> str:
    """Return what a mail server or backend said, on one line, without URLs and the names before an @."""
    return " ".join(ADDRESS.sub("…@", URL.sub("…", text)).split())[:LENGTH]
