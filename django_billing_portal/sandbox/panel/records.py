"""The store's rows over all accounts, as the panel shows them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from django_billing_portal.sandbox.models import SandboxObject
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.wire import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold the words about one object."""

    pk: int
    id: str
    type: str
    account: str
    when: str
    what: str


def of_type(type: str) -> QuerySet[SandboxObject]:
    """Return the objects of a type, newest first."""
    return SandboxObject.objects.filter(type=type).order_by("-created", "-pk")


def lines(rows: Iterable[SandboxObject]) -> list[Line]:
    """Put rows in words."""
    return [
        Line(
            pk=row.pk,
            id=row.stripe_id,
            type=row.type,
            account=row.account,
            when=moment(row.created),
            what=_summary(row.data),
        )
        for row in rows
    ]


def moment(timestamp: int) -> str:
    """Write unix seconds to the second."""
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def payload(obj: Json) -> str:
    """Write an object as JSON; a session's URL opens somebody's billing, so it stays out."""
    shown = visible(obj)
    if obj["object"] == "billing_portal.session":
        shown["url"] = "…"
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _summary(obj: Json) -> str:
    match obj["object"]:
        case "event":
            parts = [obj["type"], obj["data"]["object"].get("id")]
        case "customer":
            parts = [obj.get("name"), obj.get("email")]
        case "subscription":
            parts = [obj["status"], obj["customer"]]
        case "billing_portal.session":
            parts = [obj["customer"], (obj["flow"] or {}).get("type")]
        case _:
            parts = [obj.get("name"), obj.get("customer")]
    return " · ".join(filter(None, parts))
