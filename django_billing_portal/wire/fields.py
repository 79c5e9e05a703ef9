"""How one field of Stripe's answers is read: what has to be there, and what Stripe may have expanded."""

import re
from collections.abc import Mapping
from typing import Any

NAME = re.compile(r"[!-~]{1,100}")
"""What our columns hold: a database would refuse the rest, and the click would fail with its error."""


class MalformedAnswer(Exception):
    """Raised when Stripe, or whoever answered in its place, leaves out what every such answer has."""


def text(answer: Mapping[str, Any], key: str) -> str:
    """Return a text that must be there."""
    value = answer.get(key)
    if isinstance(value, str) and value:
        return value
    raise MalformedAnswer(f"The answer has no {key!r}.")


def name(answer: Mapping[str, Any], key: str) -> str:
    """Return an id that must be there."""
    return identify(text(answer, key))


def identify(value: object) -> str:
    """Return the id of an object that Stripe may have expanded; empty for none."""
    found = str((value.get("id") if isinstance(value, Mapping) else value) or "")
    if not found or NAME.fullmatch(found):
        return found
    raise MalformedAnswer("An id is none.")


def entries(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the objects on one page of Stripe's list."""
    data = answer.get("data")
    if isinstance(data, list) and all(isinstance(entry, Mapping) for entry in data):
        return data
    raise MalformedAnswer("The answer is no list.")


def within(answer: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """Return the object inside an object, empty where Stripe sends none."""
    for key in keys:
        answer = answer.get(key) or {}
    return answer


def texts(answer: Mapping[str, Any], key: str) -> frozenset[str]:
    """Return a list of texts, empty where Stripe sends none."""
    return frozenset(map(str, answer.get(key) or ()))
