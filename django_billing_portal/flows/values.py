"""What all values of a flow share: checks whose sentences name the field, a short repr, a form to store."""

import re
from dataclasses import fields
from reprlib import repr as brief
from typing import Any, ClassVar

from django.utils.functional import Promise

from django_billing_portal.exceptions import InvalidFlow

# Patterns are compiled at first use, which importing need not wait for.
# Line breaks and tabs apart: databases refuse NUL, and no encoding takes half a surrogate pair.
CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_NAME = rf"(?!\s)[^{CONTROL}\t\r\n]+(?<!\s)"


class Value:
    """Check, show and store the fields of a frozen dataclass."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={_shown(value)}' for name, value in self._given())})"

    def _given(self) -> list[tuple[str, Any]]:
        pairs = ((each, getattr(self, each.name)) for each in fields(self) if each.compare)
        return [(each.name, value) for each, value in pairs if value is not each.default]

    def _stored(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in self._given()}

    def _known(self, name: str, how: str) -> Any:
        if (value := getattr(self, name)) is None:
            raise InvalidFlow(f"{type(self).__name__}.{name} is not known yet: {how}.")
        return value

    def _require(self, ok: object, name: str, rule: str) -> None:
        if not ok:
            raise InvalidFlow(f"{type(self).__name__}.{name} must be {rule}.")

    def _require_shown(self, ok: object, name: str, rule: str) -> None:
        if not ok:
            self._require(ok, name, f"{rule}; got {brief(getattr(self, name))}")

    def _require_id(self, name: str, prefix: str) -> None:
        value = getattr(self, name)
        fits = isinstance(value, str) and re.fullmatch(rf"{prefix}[\w-]{{1,250}}", value, re.ASCII)
        self._require_shown(fits, name, f'an id that starts with "{prefix}"')

    def _require_name(self, name: str, what: str, longest: int = 255) -> None:
        value = getattr(self, name)
        fits = isinstance(value, str) and len(value) <= longest and re.fullmatch(_NAME, value)
        self._require_shown(fits, name, f"{what} of 1 to {longest} characters")

    def _require_tuple(self, name: str, kinds: type | tuple[type, ...], rule: str) -> None:
        given = getattr(self, name)
        fits = isinstance(given, list | tuple) and all(isinstance(one, kinds) for one in given)
        self._require_shown(fits, name, rule)
        object.__setattr__(self, name, tuple(given))


def _shown(value: object) -> str:
    # Lazy texts cannot be read while settings load.
    return "<lazy>" if isinstance(value, Promise) else repr(value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [one.to_json() for one in value]
    return value.to_json() if hasattr(value, "to_json") else value
