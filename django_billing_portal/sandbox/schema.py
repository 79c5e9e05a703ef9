"""Stripe's parameters as the installed SDK types them: the sandbox never knows better than ``stripe.params``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache, reduce
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

SCALARS = (bool, int, float, Decimal, str)


@lru_cache
def typed_params(name: str) -> Any:
    """Return the SDK's class: ``CustomerCreateParams``, ``billing_portal.SessionCreateParams``."""
    import stripe.params.billing_portal

    return reduce(getattr, name.split("."), stripe.params)


@lru_cache
def fields(cls: Any) -> Mapping[str, Any]:
    """Return a class's parameters and their types, without the SDK's own request options."""
    from stripe import RequestOptions

    # Names of the SDK's own options, which nobody reads here: Python looks for them in the wrong module.
    hints = get_type_hints(cls, localns={"StripeContext": object, "Mapping": Mapping})
    return {name: kind for name, kind in hints.items() if name not in RequestOptions.__annotations__}


def required(cls: Any) -> list[str]:
    """Return the parameters that Stripe demands."""
    return [name for name in fields(cls) if name in cls.__required_keys__]


def choices(kind: Any) -> list[str]:
    """Return the words of an enum; the SDK types Stripe's closed enums as open ones, ``Literal[…] | str``."""
    return [word for one in _alternatives(kind) if get_origin(one) is Literal for word in get_args(one)]


def shapes(kind: Any) -> list[Any]:
    """Return what else a value may be: scalars, ``list[…]``, ``dict[…]``, typed dictionaries."""
    found = [one for one in _alternatives(kind) if one in SCALARS or get_origin(one) in {list, dict} or is_typed(one)]
    return [one for one in found if one is not str] if any(choices(kind)) else found


def is_typed(kind: Any) -> bool:
    """Tell whether this is one of the SDK's typed dictionaries."""
    return hasattr(kind, "__required_keys__")


def _alternatives(kind: Any) -> Iterator[Any]:
    if get_origin(kind) in {Union, UnionType}:
        for one in get_args(kind):
            yield from _alternatives(one)
    else:
        yield kind
