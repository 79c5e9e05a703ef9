"""Who is in a batch: written down in chunks as they are read, so that 100,000 need no more memory than 1,000."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from django.db.models import Model, QuerySet

from ..models import PortalBatchEntry
from ..refs import SubjectRef
from .batch_rows import entry_rows

if TYPE_CHECKING:
    from ..models import PortalBatch

CHUNK = 1_000
NAME_LENGTH = 200

Own: TypeAlias = dict[str, Any]
Person: TypeAlias = Model | tuple[str, str, str] | tuple[str, str, str, Own]
People: TypeAlias = Union["QuerySet[Model]", Iterable[Person]]


def add_people(batch: "PortalBatch", people: People) -> int:
    """Note each person once, however often they are named; tell how many they are."""
    count = 0
    found = people.iterator(CHUNK) if isinstance(people, QuerySet) else iter(people)
    entries = (_entry(batch, person) for person in found)
    rows = entry_rows(batch)
    while chunk := list(islice(entries, CHUNK)):
        # Not ignore_conflicts: what a database ignores, such as a value that is cut short, would be ignored with them.
        new = {entry.subject_key: entry for entry in reversed(chunk)}
        for known in rows.filter(subject_key__in=new).values_list("subject_key", flat=True):
            del new[known]
        count += len(rows.bulk_create(reversed(new.values())))
    return count


def _entry(batch: "PortalBatch", person: Person) -> PortalBatchEntry:
    ref, name, own = (SubjectRef.of(person), str(person), {}) if isinstance(person, Model) else _named(*person)
    facts = {"subject_type": ref.type, "subject_id": ref.id, "subject_key": PortalBatchEntry.key_of(ref)}
    return PortalBatchEntry(batch=batch, **facts, subject_name=name[:NAME_LENGTH], wishes=own)


def _named(type: str, id: str, name: str, own: Own | None = None) -> tuple[SubjectRef, str, Own]:
    return SubjectRef(type, str(id)), name, own or {}
