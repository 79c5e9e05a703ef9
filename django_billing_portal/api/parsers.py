"""JSON as RFC 8259 has it: UTF-8, each name once, and no deeper than a parser can follow."""

import json
from typing import IO, TYPE_CHECKING, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from .errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping


#: All fields at their longest, each letter escaped, take less than half of it.
LARGEST = 64 * 1024


class StrictJSONParser(JSONParser):
    """Read JSON, or raise ParseError or TooLarge."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: "Mapping[str, Any] | None" = None,  # noqa: ARG002
    ) -> Any:
        """Return what the stream says. A charset is not asked for: JSON knows but one."""
        sent = stream.read(LARGEST + 1)
        if len(sent) > LARGEST:
            raise TooLarge
        try:
            return json.loads(sent.decode(), object_pairs_hook=_object, parse_constant=_refuse)
        except (RecursionError, ValueError) as error:
            reason = _reason(error)
        raise ParseError(_("The request's body cannot be read as JSON: %(reason)s.") % {"reason": reason})


class Unfit(ValueError):
    """Raised for what Python would read, and JSON forbids."""


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | Unfit):
        # Its text says where, and quotes nothing.
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8"
    return "too deep" if isinstance(error, RecursionError) else "a number has too many digits"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # One parser on the way may see the first and another one the last.
        raise Unfit("a name stands twice in an object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise Unfit(f"{constant} is no JSON")
