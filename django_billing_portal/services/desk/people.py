"""Whoever rows name, many at a time: a list of a hundred customers costs a query for each kind of subject."""

from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError

from ...refs import SubjectRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import Model

CHUNK = 500


def names_of(refs: "Iterable[SubjectRef]") -> "Mapping[SubjectRef, str]":
    """Return what subjects are called; those that are gone are left out."""
    ordered = sorted({*refs}, key=attrgetter("type", "id"))
    groups = ((type, [ref.id for ref in group]) for type, group in groupby(ordered, key=attrgetter("type")))
    found = (one for type, ids in groups for one in _found(type, ids))
    return {SubjectRef.of(one): str(one) for one in found}


def _found(type: str, ids: list[str]) -> "Iterator[Model]":
    try:
        model: Any = apps.get_model(type)
    except (LookupError, ValueError):
        return
    keys = [key for id in ids if (key := _key(model, id)) is not None]
    for start in range(0, len(keys), CHUNK):
        yield from model._default_manager.filter(pk__in=keys[start : start + CHUNK])


def _key(model: Any, id: str) -> Any:
    try:
        return model._meta.pk.to_python(id)
    except (ValidationError, ValueError):
        return None


def in_chunks(
    people: "Iterable[tuple[SubjectRef, dict[str, Any]]]", size: int
) -> "Iterator[tuple[str, str, str, dict[str, Any]]]":
    """Yield type, id, name and wishes of each, looking the names up some at a time."""
    left = iter(people)
    while chunk := [*islice(left, size)]:
        names = names_of(ref for ref, _own in chunk)
        for ref, own in chunk:
            yield ref.type, ref.id, names.get(ref, ""), own
