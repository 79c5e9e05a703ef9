"""The sandbox's memory: plain dictionaries in Stripe's shapes, kept in the project's own database.

Each one is private to an account (``Stripe-Account``); :func:`acting_as` chooses it. Keys that begin with ``_`` are
the sandbox's own and never reach the wire.
"""

import builtins
import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from django.db.models import QuerySet

from .errors import no_such, of_other_mode
from .models import SandboxIdempotencyKey, SandboxObject, SandboxState

Json: TypeAlias = dict[str, Any]

ALPHABET = string.ascii_letters + string.digits
SPOKEN = {
    "billing_portal.configuration": "configuration",
    "payment_method": "PaymentMethod",
    "promotion_code": "promotion code",
    "subscription_item": "subscription item",
}
current_account: ContextVar[str] = ContextVar("billing_sandbox_account", default="")


@contextmanager
def acting_as(account: str) -> Iterator[None]:
    """See and change only what lives in this account; empty means the API key's own."""
    token = current_account.set(account)
    try:
        yield
    finally:
        current_account.reset(token)


def get(id: str) -> Json | None:
    """Return the object with this id, or None."""
    row = _rows().filter(stripe_id=id).first()
    # MySQL and MariaDB compare text without regard to case; Stripe does not.
    return row.data if row and row.stripe_id == id else None


def require(type: str, id: str, param: str, *, status: int = 400) -> Json:
    """Return the object with this type and id, or raise Stripe's ``resource_missing``."""
    found = get(id)
    if found is None or found["object"] != type or found.get("deleted"):
        raise no_such(SPOKEN.get(type, type), id, param, status=status)
    if found.get("livemode"):
        raise of_other_mode(SPOKEN.get(type, type), id, param, status=status)
    return found


def put(obj: Json) -> Json:
    """Write an object, new or changed, and return it."""
    fields = {"type": obj["object"], "data": obj, "created": obj["created"]}
    if not _rows().filter(stripe_id=obj["id"]).update(**fields):
        SandboxObject.objects.create(account=current_account.get(), stripe_id=obj["id"], **fields)
    return obj


def list(type: str, /, **where: object) -> builtins.list[Json]:
    """Return the objects of a type, newest first; keywords compare top-level keys: ``customer="cus_alice"``."""
    rows = _rows().filter(type=type, **{f"data__{key}": value for key, value in where.items()})
    return [row.data for row in rows.order_by("-created", "-pk") if not row.data.get("deleted")]


def delete(id: str) -> None:
    """Forget an object; an unknown id is no error."""
    _rows().filter(stripe_id=id).delete()


def new_id(prefix: str) -> str:
    """Return an id that was never used: ``new_id("cus")`` gives ``cus_…``."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(24))}"


def reset() -> None:
    """Forget every object of every account, the clock, the faults and the idempotency keys."""
    for model in (SandboxObject, SandboxState, SandboxIdempotencyKey):
        model._default_manager.all().delete()


def _rows() -> QuerySet[SandboxObject]:
    return SandboxObject.objects.filter(account=current_account.get())
