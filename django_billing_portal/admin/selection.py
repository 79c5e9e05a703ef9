"""Whom staff have selected in a change list, in one signed field: 5,000 hidden ones would be refused by Django."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import tokens

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest

PURPOSE = "billing selection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Hold a selection: some keys, or everybody whom the change list's filters let through."""

    keys: tuple[str, ...] | None
    """None is everybody, who are found again by the same filters."""
    count: int

    @classmethod
    def of(cls, request: "HttpRequest", queryset: "QuerySet[Any]") -> "Selection":
        """Read what an action was given."""
        if request.POST.get("select_across") == "1":
            return cls(keys=None, count=queryset.count())
        keys = tuple(map(str, queryset.order_by("pk").values_list("pk", flat=True)))
        return cls(keys=keys, count=len(keys))

    @classmethod
    def read(cls, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "Selection":
        """Read it back, or raise InvalidToken: it opens only for whoever selected, in the same list."""
        found = tokens.read(PURPOSE, request.POST.get("selection", ""), bound_to=_bound(model_admin, request))
        return cls(keys=None if found["keys"] is None else tuple(found["keys"]), count=found["count"])

    def signed(self, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> str:
        """Return the field's text."""
        value = {"keys": self.keys, "count": self.count}
        return tokens.sign(PURPOSE, value, bound_to=_bound(model_admin, request))

    def found(self, model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> "QuerySet[Any]":
        """Find them again, as far as this person may see them; the URL carries the change list's filters."""
        if self.keys is None:
            everybody: QuerySet[Any] = model_admin.get_changelist_instance(request).get_queryset(request)
            return everybody
        return model_admin.get_queryset(request).filter(pk__in=self.keys)


def _bound(model_admin: "ModelAdmin[Any]", request: "HttpRequest") -> str:
    return f"{request.user.pk} {model_admin.opts.label_lower}"
