"""Stripe's form encoding: ``items[0][price]=…``, ``expand[]=…`` become nested dictionaries of text."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from .errors import WireError
from .store import Json

KEY = re.compile(r"(?P<head>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])*)")


def decoded(text: str) -> Json:
    """Decode a query string or a form's body; arrays become dictionaries with the keys "0", "1", …"""
    return nested(parse_qsl(text, keep_blank_values=True))


def nested(pairs: Iterable[tuple[str, str]]) -> Json:
    """Nest flat names; ``[]`` appends."""
    root: Json = {}
    for name, value in pairs:
        *way, last = _steps(name)
        place: Any = root
        for step in way:
            place = place.setdefault(step or _next(place), {})
            if not isinstance(place, dict):
                raise WireError("Invalid object", param=name)
        place[last or _next(place)] = value
    return root


def _steps(name: str) -> list[str]:
    if not (match := KEY.fullmatch(name)):
        raise WireError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    return [match["head"], *re.findall(r"\[([^\[\]]*)\]", match["rest"])]


def _next(place: Json) -> str:
    return str(len(place))
