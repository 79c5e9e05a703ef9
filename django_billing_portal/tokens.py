"""Signed text for places that we do not control: return URLs, form fields, query strings."""

import hashlib
import re
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.signing import b64_decode, b64_encode

from .exceptions import InvalidToken

VERSION = "v1"
#: What sign_id() returns, with whatever a mail program glued to it.
ID_SHAPE = re.compile(r"[\w-]{22}\.[\w-]{32,}", re.ASCII)


def sign(purpose: str, value: Any, *, bound_to: str = "") -> str:
    """Return a URL-safe token of any JSON value; it is readable, but only we can make it.

    A token opens only for the purpose and for whomever (``bound_to``, a user's id, say) it was made.
    """
    return _signer(purpose, bound_to).sign_object(value, compress=False)


def read(purpose: str, token: str, *, bound_to: str = "", max_age: timedelta | None = None) -> Any:
    """Return the value, or raise InvalidToken: forged, altered, too old, of another purpose or person."""
    # ValueError: a lone surrogate, which a form may well hold, cannot even be compared. Raised outside, for an error
    # keeps the one that it was raised beside, and Django's quotes the signature.
    with suppress(signing.BadSignature, ValueError):
        return _signer(purpose, bound_to).unsign_object(token, max_age=max_age)
    raise InvalidToken(f"The {purpose} token does not verify.")


def sign_id(purpose: str, public_id: uuid.UUID) -> str:
    """Return a URL-safe token that holds the id of a row and nothing else: the same one each time."""
    return _id_signer(purpose).sign(b64_encode(public_id.bytes).decode())


def read_id(purpose: str, token: str) -> uuid.UUID:
    """Return the id, or raise InvalidToken: forged, altered, or of another purpose. When it ends, the row says."""
    with suppress(signing.BadSignature, ValueError):
        return uuid.UUID(bytes=b64_decode(_id_signer(purpose).unsign(token).encode()))
    raise InvalidToken(f"The {purpose} token does not verify.")


def _id_signer(purpose: str) -> signing.Signer:
    return signing.Signer(
        key=settings.SECRET_KEY,
        fallback_keys=settings.SECRET_KEY_FALLBACKS,
        salt=f"django_billing_portal.{VERSION}.id.{purpose}",
        # A colon is written as %3A in a path, which some mail programs write once more.
        sep=".",
    )


def _signer(purpose: str, bound_to: str) -> signing.TimestampSigner:
    # The user's id is hashed into the salt, so that ids with separators in them cannot imitate another pair.
    person = hashlib.sha256(bound_to.encode(errors="surrogatepass")).hexdigest()
    return signing.TimestampSigner(
        key=settings.SECRET_KEY,
        fallback_keys=settings.SECRET_KEY_FALLBACKS,
        salt=f"django_billing_portal.{VERSION}.{purpose}.{person}",
    )
