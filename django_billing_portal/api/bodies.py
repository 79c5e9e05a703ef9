"""What a request says, read with suspicion."""

import re
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.utils.mediatypes import media_type_matches

from .errors import LengthRequired
from .parsers import StrictJSONParser

if TYPE_CHECKING:
    from rest_framework.request import Request


def read_body(request: "Request") -> Any:
    """Return what the JSON of a request says; nothing at all says ``{}``."""
    if not _length(request):
        return {}
    _require_json(request)
    return request.data


def _length(request: "Request") -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    # No body has more digits, and Python reads no number that has thousands.
    is_number = re.fullmatch("[0-9]{1,10}", told)
    if is_number and (int(told) or not _has_body(request)):
        return int(told)
    raise LengthRequired


def _has_body(request: "Request") -> bool:
    # The framework reads no body whose length it is not told; taken for an empty one it would open something else.
    return "Transfer-Encoding" in request.headers or bool(request.body)


def _require_json(request: "Request") -> None:
    # A form that a middleware has looked into would be taken for an empty body too.
    if not media_type_matches(StrictJSONParser.media_type, request.content_type):
        raise UnsupportedMediaType(request.content_type)
