"""What the portal page offers: buttons for what would work now, reasons where the customer's own state forbids it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..exceptions import Fault
from .choices import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from ..services.availability import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Describe one button of the portal page."""

    label: str
    choice: str
    is_chosen: bool
    """Whether it stands out: what was asked for, or else the portal's home page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Describe what does not work now, and why."""

    labels: tuple[str, ...]
    reason: str


def options(request: "HttpRequest", choice: Choice, found: "Sequence[Availability]") -> list[Option]:
    """Return a button for each flow that would work, what was asked for first."""
    working = sorted((each for each in found if each.is_available), key=lambda each: each.name != choice.flow)
    return [_button(request, choice, each, is_chosen=each is working[0]) for each in working]


def asked_for(choice: Choice, found: "Sequence[Availability]") -> Blocked | None:
    """Return what was asked for, if it does not work, whoever would have to mend that."""
    return next((_blocked([each]) for each in found if each.name == choice.flow and not each.is_available), None)


def blocked(choice: Choice, found: "Sequence[Availability]") -> list[Blocked]:
    """Return what else does not work because of the customer's own state, one entry a reason.

    What the operator has to mend is not mentioned: customers would only wonder what they miss.
    """
    by_reason: dict[str, list[Availability]] = {}
    for each in found:
        if not each.is_available and each.name != choice.flow and each.obstacles[0].fault is Fault.CUSTOMER:
            by_reason.setdefault(reason(each), []).append(each)
    return [_blocked(group) for group in by_reason.values()]


def reason(found: "Availability") -> str:
    """Say to the customer what stands most fundamentally in the way of a flow; nothing where it would work."""
    return found.obstacles[0].message if found.obstacles else ""


def _button(request: "HttpRequest", choice: Choice, each: "Availability", *, is_chosen: bool) -> Option:
    button = Choice(flow=each.name, subject=choice.subject, next=choice.next)
    return Option(label=each.label, choice=button.signed(request.user), is_chosen=is_chosen)


def _blocked(group: "Sequence[Availability]") -> Blocked:
    return Blocked(labels=tuple(each.label for each in group), reason=reason(group[0]))
