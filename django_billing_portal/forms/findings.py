"""Which field an obstacle concerns, and how the form is laid out in rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ..flows import HostedConfirmation, Redirect
from .tasks import goes_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django import forms

    from ..services.obstacles import Obstacle

SUBSCRIPTION, COUPON = "subscription", "retention_coupon discount"
FIELDS = {
    "no_subscription": SUBSCRIPTION,
    "several_subscriptions": SUBSCRIPTION,
    "unknown_subscription": SUBSCRIPTION,
    "subscription_ended": SUBSCRIPTION,
    "not_in_this_state": SUBSCRIPTION,
    "already_cancelling": SUBSCRIPTION,
    "several_items": SUBSCRIPTION,
    "metered": SUBSCRIPTION,
    "paid_by_invoice": SUBSCRIPTION,
    "scheduled": SUBSCRIPTION,
    "already_paused": SUBSCRIPTION,
    "pause_not_possible": SUBSCRIPTION,
    "unknown_item": SUBSCRIPTION,
    "unknown_price": "price",
    "price_not_offered": "price",
    "no_change": "price",
    "unknown_coupon": COUPON,
    "coupon_spent": COUPON,
    "unknown_promotion_code": "discount",
    "promotion_code_spent": "discount",
}
"""The fields that may be to blame, the likeliest first; the task itself where none of them is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Hold one field with what was found about it."""

    field: "forms.BoundField"
    obstacles: tuple["Obstacle", ...] = ()
    when: str = ""
    """The field on whose value it depends whether this one is asked for."""
    values: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Hold some rows under a heading."""

    title: str
    rows: tuple[Row, ...]


def lay_out(
    form: "forms.BaseForm", sections: "Sequence[tuple[str, Sequence[str]]]", obstacles: "Sequence[Obstacle]"
) -> list[Section]:
    """Return the form's fields in sections, each obstacle beside the field that it concerns."""
    concerned = [(field_of(form, one), _for_staff(form, one)) for one in obstacles]
    return [
        Section(title=title, rows=tuple(_rows(form, names, concerned)))
        for title, names in sections
        if any(name in form.fields for name in names)
    ]


def _for_staff(form: "forms.BaseForm", found: "Obstacle") -> "Obstacle":
    # The usual words are for whoever writes the flow.
    if found.code == "several_subscriptions" and SUBSCRIPTION in form.fields:
        return replace(found, fix=_("They have several: choose one."))
    return found


def field_of(form: Any, found: "Obstacle") -> str:
    """Name the field that an obstacle concerns."""
    task, asked_for = form.cleaned_data["what"], goes_with()
    names = FIELDS.get(found.code, "").split()
    return next((name for name in names if name in form.fields and task in asked_for[name]), "what")


def _rows(
    form: "forms.BaseForm", names: "Sequence[str]", concerned: "Sequence[tuple[str, Obstacle]]"
) -> Iterator[Row]:
    conditions = {name: ("what", tasks) for name, tasks in goes_with().items()} | {
        "after_message": ("after", {HostedConfirmation.type}),
        "after_url": ("after", {Redirect.type}),
    }
    for name in names:
        if name in form.fields:
            when, values = conditions.get(name, ("", set()))
            found = tuple(one for field, one in concerned if field == name)
            yield Row(field=form[name], obstacles=found, when=when, values=" ".join(sorted(values)))
