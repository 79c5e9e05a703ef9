"""Encrypt what must not lie in the database in clear; keys rotate as ``SECRET_KEY`` does."""

import base64
import hashlib
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import force_bytes

from . import journal
from .conf import portal_settings
from .exceptions import UndecryptableValue

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def encrypt(text: str) -> str:
    """Return a ciphertext that the newest key makes; the same text gives another one each time."""
    return _box(secrets()).encrypt(text.encode()).decode("ascii")


def decrypt(ciphertext: str) -> str:
    """Return the text, or raise and log UndecryptableValue where no key fits. Neither is part of the error."""
    from cryptography.fernet import InvalidToken

    # Raised outside, for an error keeps the one that it was raised beside, and a UnicodeError keeps the whole text.
    with suppress(InvalidToken, UnicodeError):
        return _box(secrets()).decrypt(ciphertext.encode()).decode()
    error = UndecryptableValue("No key in KEYS, SECRET_KEY or SECRET_KEY_FALLBACKS fits.")
    journal.record(error)
    raise error


def secrets() -> tuple[bytes, ...]:
    """Return what keys derive from, newest first; SECRET_KEY stays readable after KEYS were introduced."""
    found = (*portal_settings.KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(force_bytes(secret) for secret in found)


@lru_cache(maxsize=4)
def _box(keys: tuple[bytes, ...]) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: bytes) -> bytes:
    # The secrets are long and random, so a keyed hash is enough; a slow one would cost every first click.
    return base64.urlsafe_b64encode(hashlib.blake2b(secret, digest_size=32, person=b"billing_portal").digest())
