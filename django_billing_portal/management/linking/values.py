"""What people type for a link: how long, how often, which flow, for whom."""

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from ...conf import portal_settings
from ...exceptions import InvalidFlow
from ...flows import Flow, from_json
from ...models import PortalBatch
from ...refs import SubjectRef
from ...services.subjects import load_subject
from ...services.terms import in_this_zone

if TYPE_CHECKING:
    from django.db.models import Model

#: A little before midnight: a link made a moment later than its time was read still ends on that day.
LAST = time(23, 59)
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def period(text: str) -> timedelta:
    """Read ``30m``, ``12h``, ``3d`` or ``2w``; or a date or moment, as the time until then."""
    if found := re.fullmatch(r"([1-9][0-9]{0,3})\s*([mhdw])", text.strip().lower()):
        return timedelta(**{UNITS[found[2]]: int(found[1])})
    if end := _moment(text.strip()):
        return end - timezone.now()
    raise ValueError(f"{text!r} is no time: write 12h, 3d, 2w or a date such as 2026-12-31.")


def _moment(text: str) -> datetime | None:
    try:
        day = parse_date(text)
        # Whoever names a day means all of it.
        found = datetime.combine(day, LAST) if isinstance(day, date) else parse_datetime(text)
    except ValueError:
        return None
    return in_this_zone(found) if found else None


def count(text: str) -> int:
    """Read a whole number."""
    if re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return int(text)
    raise ValueError(f"{text!r} is no number.")


def flow(text: str) -> Flow | str:
    """Return the declared name, or the flow of one of Stripe's types that needs no parameters."""
    if text in portal_settings.FLOWS:
        return text
    try:
        return from_json({"v": 1, "type": text})
    except InvalidFlow:
        names = ", ".join(portal_settings.FLOWS) or "no names"
    raise ValueError(f"{text!r} is neither in FLOWS ({names}) nor a type of flow that needs no parameters.")


def user(text: str) -> "Model":
    """Find a user by what they sign in with, else by primary key."""
    model = get_user_model()
    named: Model | None = model._default_manager.filter(**{model.USERNAME_FIELD: text}).first()
    if found := named or _loaded(model._meta.label_lower, text):
        return found
    raise ValueError(f"There is no user {text!r}.")


def batch(text: str) -> PortalBatch:
    """Find a batch by its id."""
    try:
        found: PortalBatch = PortalBatch.objects.get(public_id=text)
    except (ValidationError, PortalBatch.DoesNotExist):
        raise ValueError(f"There is no batch {text!r}.") from None
    return found


def subject(text: str) -> "Model":
    """Find whoever is billed by ``app.model:primary key``."""
    label, _, key = text.strip().partition(":")
    if found := _loaded(label.lower(), key):
        return found
    raise ValueError(f"There is no {text!r}: write app.model:primary-key.")


def _loaded(label: str, key: str) -> "Model | None":
    # Some people write UUIDs in capitals.
    return load_subject(SubjectRef(label, key)) or load_subject(SubjectRef(label, key.lower()))
