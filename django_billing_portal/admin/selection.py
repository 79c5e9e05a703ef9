"""Whom staff have selected in a change list, in one signed field: 5,000 hidden ones would be refused by Django."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from .. import tokens

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest

PURPOSE = "billing selection"
DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Hold a selection: some keys, or everybody whom the change list's filters let through."""

    keys: tuple[str, ...] | None
    """None is everybody, who are found again by the same filters."""
    count: int
    digest: str = ""
    """Of everybody's keys: as many others are not those whom staff saw."""

    @classmethod
    def of(cls, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "Selection":
        """Read what an action was given."""
        everybody = _listed(model_admin, request)
        if request.POST.get("select_across") == "1":
            return cls._everybody(everybody)
        chosen = everybody.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        keys = tuple(map(str, chosen.order_by("pk").values_list("pk", flat=True)))
        return cls(keys=keys, count=len(keys))

    @classmethod
    def _everybody(cls, found: "QuerySet[Any]") -> "Selection":
        count, seen = 0, hashlib.sha256()
        for key in found.order_by("pk").values_list("pk", flat=True).iterator():
            count += 1
            seen.update(f"{key}\n".encode())
        return cls(keys=None, count=count, digest=seen.hexdigest()[:DIGITS])

    def now(self, found: "QuerySet[Any]") -> "Selection | None":
        """Return who is left of those selected; None where everybody was, and they are others by now."""
        if self.keys is not None:
            return Selection(keys=self.keys, count=found.count())
        current = self._everybody(found)
        return current if current == self else None

    @classmethod
    def read(cls, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "Selection":
        """Read it back, or raise InvalidToken: it opens only for whoever selected, in the same list."""
        found = tokens.read(PURPOSE, request.POST.get("selection", ""), bound_to=_bound(model_admin, request))
        keys = None if found["keys"] is None else tuple(found["keys"])
        return cls(keys=keys, count=found["count"], digest=found.get("digest", ""))

    def signed(self, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> str:
        """Return the field's text."""
        value = {"keys": self.keys, "count": self.count, "digest": self.digest}
        return tokens.sign(PURPOSE, value, bound_to=_bound(model_admin, request))

    def found(self, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "QuerySet[Any]":
        """Find them again, as far as this person may see them; the URL carries the change list's filters."""
        if self.keys is None:
            return _listed(model_admin, request)
        return model_admin.get_queryset(request).filter(pk__in=self.keys)


def _listed(model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "QuerySet[Any]":
    listed: QuerySet[Any] = model_admin.get_changelist_instance(request).get_queryset(request)
    return listed


def _bound(model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> str:
    return f"{request.user.pk} {model_admin.opts.label_lower}"
