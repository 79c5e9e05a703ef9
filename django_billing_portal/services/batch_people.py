"""Who is in a batch: written down in chunks as they are read, so that 100,000 need no more memory than 1,000."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from django.db.models import Model, QuerySet

from ..models import PortalBatchEntry
from ..refs import SubjectRef

if TYPE_CHECKING:
    from ..models import PortalBatch

CHUNK = 1_000
NAME_LENGTH = 200

Own: TypeAlias = dict[str, Any]
Person: TypeAlias = Model | tuple[str, str, str] | tuple[str, str, str, Own]
People: TypeAlias = Union["QuerySet[Model]", Iterable[Person]]


def add_people(batch: "PortalBatch", people: People) -> None:
    """Note each person once, however often they are named."""
    found = people.iterator(CHUNK) if isinstance(people, QuerySet) else iter(people)
    entries = (_entry(batch, person) for person in found)
    while chunk := list(islice(entries, CHUNK)):
        PortalBatchEntry.objects.bulk_create(chunk, ignore_conflicts=True)


def _entry(batch: "PortalBatch", person: Person) -> PortalBatchEntry:
    ref, name, own = (SubjectRef.of(person), str(person), {}) if isinstance(person, Model) else _named(*person)
    return PortalBatchEntry(
        batch=batch, subject_type=ref.type, subject_id=ref.id, subject_name=name[:NAME_LENGTH], wishes=own
    )


def _named(type: str, id: str, name: str, own: Own | None = None) -> tuple[SubjectRef, str, Own]:
    return SubjectRef(type, str(id)), name, own or {}
