"""Refuse what Stripe would refuse, in its words: unknown and missing parameters, wrong types, wrong words.

https://docs.stripe.com/error-codes
"""

from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_origin

from . import schema
from .errors import WireError
from .store import Json


def validated(params: Json, cls: Any, *, inside: str = "") -> Json:
    """Return the parameters with their types, or raise Stripe's refusal; ``inside`` is the path for messages."""
    known = schema.fields(cls)
    if unknown := [path(inside, name) for name in params if name not in known]:
        raise _unknown(unknown)
    for name in schema.required(cls):
        if name not in params:
            missing = path(inside, name)
            raise WireError(f"Missing required param: {missing}.", code="parameter_missing", param=missing)
    return {name: _read(value, known[name], path(inside, name)) for name, value in params.items()}


def path(inside: str, name: object) -> str:
    """Return the name of a nested parameter as the wire spells it: ``flow_data[type]``."""
    return f"{inside}[{name}]" if inside else str(name)


def at_most(value: str | None, characters: int, param: str) -> None:
    """Refuse a text that is too long."""
    if value and len(value) > characters:
        raise WireError(f"Invalid string: {value[:20]}…; must be at most {characters} characters", param=param)


def _unknown(names: list[str]) -> WireError:
    plural = "s" if len(names) > 1 else ""
    text = f"Received unknown parameter{plural}: {', '.join(names)}"
    return WireError(text, code="parameter_unknown", param=names[0])


def _read(value: Any, kind: Any, param: str) -> Any:
    words, shapes = schema.choices(kind), schema.shapes(kind)
    if value in words:
        return value
    if isinstance(value, dict):
        return _read_nested(value, shapes, param)
    if value == "":
        raise _empty(param)
    return _read_scalar(value, words, shapes, param)


def _read_nested(value: Json, shapes: list[Any], param: str) -> Any:
    for shape in shapes:
        if get_origin(shape) is list and all(key.isdigit() for key in value):
            (kind,) = get_args(shape)
            return [_read(value[key], kind, path(param, key)) for key in sorted(value, key=int)]
        if get_origin(shape) is dict:
            return _read_dictionary(value, get_args(shape)[1], param)
        if schema.is_typed(shape):
            return validated(value, shape, inside=param)
    raise WireError(f"Invalid {_wanted(shapes)}", param=param)


def _read_dictionary(value: Json, kind: Any, param: str) -> Json:
    # An empty value under a key asks to forget the key (metadata).
    return {key: each and _read(each, kind, path(param, key)) for key, each in value.items()}


def _read_scalar(value: str, words: list[str], shapes: list[Any], param: str) -> Any:
    for shape in shapes:
        reader = READERS.get(shape)
        if reader and (read := reader(value)) is not None:
            return read
    if any(words):
        raise WireError(f"Invalid {param}: must be one of {_spoken([word for word in words if word])}", param=param)
    wanted = _wanted(shapes)
    shown = f": {value}" if wanted in {"boolean", "decimal", "integer"} else ""
    code = "parameter_invalid_integer" if wanted == "integer" else None
    raise WireError(f"Invalid {wanted}{shown}", code=code, param=param)


def _read_integer(value: str) -> int | None:
    return int(value) if value.removeprefix("-").isdecimal() else None


def _read_decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _read_float(value: str) -> float | None:
    return None if (read := _read_decimal(value)) is None else float(read)


READERS: dict[Any, Any] = {
    int: _read_integer,
    bool: {"true": True, "false": False}.get,
    float: _read_float,
    Decimal: lambda value: value if _read_decimal(value) is not None else None,
    str: str,
}
NAMES = {int: "integer", bool: "boolean", float: "decimal", Decimal: "decimal", list: "array", str: "string"}


def _wanted(shapes: list[Any]) -> str:
    return NAMES.get(get_origin(shapes[0]) or shapes[0], "object")


def _spoken(words: list[str]) -> str:
    return f"{', '.join(words[:-1])}, or {words[-1]}" if len(words) > 1 else words[0]


def _empty(param: str) -> WireError:
    return WireError(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter;"
        f" however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty"
        " value.",
        code="parameter_invalid_empty",
        param=param,
    )
