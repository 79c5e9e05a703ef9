"""How a setting is read: when it is used, never before, and with an error that names it and never its value."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from ..exceptions import NotConfigured


class Reading:
    """Read ``settings.BILLING_PORTAL``; each group of settings is a class on top of this one."""

    @property
    def raw(self) -> Mapping[str, Any]:
        """Return the project's dictionary as it is."""
        return cast("Mapping[str, Any]", getattr(settings, "BILLING_PORTAL", {}))

    def _value(self, name: str, default: Any = None) -> Any:
        raw: object = self.raw
        if isinstance(raw, Mapping):
            return raw.get(name, default)
        raise NotConfigured("BILLING_PORTAL must be a dictionary.")

    def _text_or_none(self, name: str) -> str | None:
        return str(value) if (value := self._value(name)) else None

    def _texts(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        value = self._value(name, default)
        # A text is a sequence of texts too: of its letters.
        if isinstance(value, list | tuple) and all(isinstance(text, str) and text for text in value):
            return tuple(value)
        raise wrong(name, "a list of texts, none of them empty")

    def _mapping(self, name: str) -> Mapping[str, Any]:
        value = self._value(name) or {}
        if isinstance(value, Mapping):
            return value
        raise wrong(name, "a dictionary")

    def _number(self, name: str, default: float) -> float:
        try:
            return float(self._value(name, default))
        except (TypeError, ValueError):
            failure = wrong(name, "a number")
        raise failure

    def _imported(self, name: str, default: object = None) -> object:
        return _import(name, self._value(name, default))

    def _classes(self, name: str, *default: str) -> Sequence[Any]:
        value = self._value(name, default)
        if not isinstance(value, list | tuple):
            raise wrong(name, "a list of classes, or of dotted paths to them")
        return tuple(_import(name, entry) for entry in value)


def _import(name: str, value: object) -> object:
    try:
        return import_string(value) if isinstance(value, str) else value
    except ImportError as error:
        raise NotConfigured(f'BILLING_PORTAL["{name}"] cannot be imported: {error}') from error


def wrong(name: str, wanted: str) -> NotConfigured:
    """Return the error for a value of another kind."""
    return NotConfigured(f'BILLING_PORTAL["{name}"] must be {wanted}.')
