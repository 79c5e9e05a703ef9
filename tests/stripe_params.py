"""The installed SDK's own typed parameters, as shapes and rules that ours can be held against."""

from collections.abc import Mapping
from typing import Literal, get_args, get_origin, get_type_hints, is_typeddict

import typing_extensions
from stripe._request_options import RequestOptions
from stripe.params.billing_portal import SessionCreateParams

# The request options that it inherits name what only type checkers import.
_HINTS = get_type_hints(SessionCreateParams, localns={"StripeContext": str, "Mapping": Mapping})
SESSION = {key: hint for key, hint in _HINTS.items() if key not in RequestOptions.__annotations__}
FLOW_DATA = SESSION["flow_data"]


def is_hash(hint):
    return is_typeddict(hint) or typing_extensions.is_typeddict(hint)


def literals(hint):
    """Every literal value that a hint allows; none where it names only types."""
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return set().union(*map(literals, get_args(hint)))


def shape_of_hint(hint):
    """The keys of a hash and of all hashes in it; a list counts as what it holds."""
    if get_origin(hint) is list:
        return shape_of_hint(*get_args(hint))
    return {key: shape_of_hint(inner) for key, inner in get_type_hints(hint).items()} if is_hash(hint) else {}


def shape_of_value(value):
    if isinstance(value, list):
        return merged(*map(shape_of_value, value))
    return {key: shape_of_value(inner) for key, inner in value.items()} if isinstance(value, dict) else {}


def merged(*shapes):
    keys = set().union(*shapes)
    return {key: merged(*(shape[key] for shape in shapes if key in shape)) for key in keys}


def problems(value, hint=FLOW_DATA, path="flow_data"):
    """What the SDK's types have against a value, a sentence each."""
    if is_hash(hint):
        return hash_problems(value, hint, path)
    if get_origin(hint) is list:
        return [found for one in value for found in problems(one, *get_args(hint), path=f"{path}[]")]
    fits = value in literals(hint) if literals(hint) else isinstance(value, hint)
    return [] if fits else [f"{path}: unexpected {value!r}"]


def hash_problems(value, hint, path):
    hints = get_type_hints(hint)
    unknown = [f"{path}: unknown {key}" for key in value if key not in hints]
    missing = [f"{path}: no {key}" for key in hint.__required_keys__ if key not in value]
    inner = [problems(value[key], hints[key], f"{path}[{key}]") for key in value if key in hints]
    return [*unknown, *missing, *(found for several in inner for found in several)]
