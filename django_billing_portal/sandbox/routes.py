"""What a resource offers: a method, a path, the SDK's class of its parameters, and the function that answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import store
from .pagination import page
from .store import Json

Handler = Callable[..., Json]
Select = Callable[[list[Json], Json], list[Json]]


@dataclass(frozen=True, slots=True)
class Route:
    """Answer ``method`` on ``path``; the handler gets the parameters, then the ids in the path by name."""

    method: str
    path: str
    params: str
    handler: Handler

    def ids(self, path: str) -> dict[str, str] | None:
        """Return the ids in a request's path, or None where this route is not meant."""
        match = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", self.path), path)
        return match.groupdict() if match else None


def retrieval(type: str) -> Handler:
    """Return the handler of ``GET …/{id}``."""
    return lambda params, id: store.require(type, id, "id", status=404)  # noqa: ARG005


def index(type: str, url: str, *, select: Select | None = None, beside: Iterable[str] = ()) -> Handler:
    """Return the handler of ``GET …``: parameters compare fields, but for those ``beside`` that ``select`` reads."""
    apart = {"limit", "starting_after", "ending_before", *beside}

    def handle(params: Json) -> Json:
        wanted = {key: value for key, value in params.items() if key not in apart}
        customer = {key: wanted[key] for key in ("customer",) if key in wanted}
        found = [obj for obj in store.list(type, **customer) if _matches(obj, wanted)]
        return page(f"/v1/{url}", select(found, params) if select else found, params, type=type)

    return handle


COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def _matches(obj: Json, wanted: Json) -> bool:
    return all(_agrees(obj.get(key), value) for key, value in wanted.items())


def _agrees(value: object, wanted: object) -> bool:
    if not isinstance(wanted, dict):
        return value == wanted
    if isinstance(value, int):
        return all(COMPARE[how](value, bound) for how, bound in wanted.items())
    return isinstance(value, dict) and _matches(value, wanted)
