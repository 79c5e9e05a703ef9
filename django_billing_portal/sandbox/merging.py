"""How parameters change an object: what is given replaces, the empty text unsets, nested hashes merge."""

from copy import deepcopy
from typing import Any

from .store import Json


def filled(template: Json, params: Json) -> Json:
    """Return a new object's fields: the template's, with the parameters that it has a place for."""
    return deepcopy(template) | changes(template, params)


def changes(obj: Json, params: Json) -> Json:
    """Return the new values of the fields that the parameters touch."""
    changed = {key: _merged(obj[key], value) for key, value in params.items() if key in obj}
    if "metadata" in changed:
        changed["metadata"] = {key: value for key, value in (changed["metadata"] or {}).items() if value is not None}
    return changed


def _merged(old: Any, new: Any) -> Any:
    if new == "":
        return [] if isinstance(old, list) else None
    if not isinstance(new, dict):
        return new
    kept = old if isinstance(old, dict) else {}
    return kept | {key: _merged(kept.get(key), value) for key, value in new.items()}
