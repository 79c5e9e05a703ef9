"""A file of people: one a line, with what each gets instead of what everybody gets."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ...exceptions import BillingPortalError
from ...flows import Flow
from ...refs import SubjectRef
from ...services.terms import agree
from . import values

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from ...services.batch_wishes import BatchWishes

WHO: Mapping[str, "Callable[[str], Model]"] = {"subject": values.subject, "user": values.user}
#: The columns, by the names of what they are to services.batches.
OWN: Mapping[str, "tuple[str, Callable[[str], Any]]"] = {
    "flow": ("flow", values.flow),
    "message": ("message", str),
    "email": ("email", str),
    "language": ("language", str),
    "expiry": ("max_age", values.period),
    "uses": ("max_uses", values.count),
}
DELIMITERS = ",;\t|"
Person = tuple[str, str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Say why a line of the file is not served."""

    line: int
    who: str
    code: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Hold a file of people; read it once, then look at its ``problems``."""

    path: Path
    content: bytes
    wishes: "BatchWishes"
    problems: list[Problem] = field(default_factory=list)
    _seen: set[SubjectRef] = field(default_factory=set)

    def people(self) -> Iterator[Person]:
        """Return everybody who can be found, each once; raises ValueError for a file that is none of people."""
        try:
            # With or without the mark that spreadsheets put first.
            rows = _rows(TextIOWrapper(BytesIO(self.content), encoding="utf-8-sig", newline=""))
            for row in rows:
                # A short line lacks values, a long one has some without a name.
                cells = {name: value.strip() for name, value in row.items() if name and value and value.strip()}
                if cells:
                    yield from self._person(rows.line_num + 1, cells)
        except (csv.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{self.path} cannot be read as a CSV file in UTF-8: {error}") from None

    def _person(self, line: int, cells: Mapping[str, str]) -> Iterator[Person]:
        column, who = next(((name, cells[name]) for name in WHO if name in cells), ("", ""))
        refuse = partial(self._refuse, line, who)
        if not column:
            return refuse("unknown_person", "The line names nobody.")
        try:
            subject = WHO[column](who)
        except ValueError as error:
            return refuse("unknown_person", str(error))
        ref = SubjectRef.of(subject)
        if ref in self._seen:
            return refuse("duplicate", "An earlier line names the same.")
        self._seen.add(ref)
        try:
            own = own_wishes(cells, self.wishes)
        except (ValueError, BillingPortalError) as error:
            return refuse("invalid_line", str(getattr(error, "detail", "") or error))
        yield ref.type, ref.id, str(subject), own

    def _refuse(self, line: int, who: str, code: str, reason: str) -> None:
        self.problems.append(Problem(line=line, who=who, code=code, reason=reason))


def own_wishes(cells: Mapping[str, str], wishes: "BatchWishes") -> dict[str, Any]:
    """Return what one person gets, as a batch keeps it; raises ValueError or a BillingPortalError."""
    own = {name: read(cells[column]) for column, (name, read) in OWN.items() if column in cells}
    check({**wishes.for_link(), **own})
    stored = {name: value.to_json() if isinstance(value, Flow) else value for name, value in own.items()}
    return stored | ({"max_age": own["max_age"].total_seconds()} if "max_age" in own else {})


def check(wishes: Mapping[str, Any]) -> None:
    """Raise what making the link would raise."""
    agree(**wishes)


def _rows(file: TextIO) -> "csv.DictReader[str]":
    head = file.readline()
    delimiter = max(DELIMITERS, key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if not set(names) & set(WHO):
        raise ValueError("The file's first line has to name its columns, one of them subject or user.")
    return csv.DictReader(file, fieldnames=names, delimiter=delimiter, strict=True)
