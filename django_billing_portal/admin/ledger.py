"""Tables that staff look at and change only by acts of ours: links, and sessions by the million."""

import uuid
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..flows import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    Base = admin.ModelAdmin[Any]
    BasePaginator = Paginator[Any]
else:
    Base = admin.ModelAdmin
    BasePaginator = Paginator

#: Who looks further back than this many rows searches or filters: a database counts a million rows for seconds.
MOST = 10_000


class ShortPaginator(BasePaginator):
    """Count no further than to ``MOST``."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, or ``MOST``."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST].count()


class LedgerAdmin(Base):
    """Show rows to those who may view them; nobody adds, changes or deletes one here."""

    paginator = ShortPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    ordering = ("-pk",)
    #: Columns of people, to search by name.
    people: "Sequence[str]" = ()

    class Media:
        css: ClassVar = {"all": ["billing_portal/charts.css"]}

    def has_add_permission(self, request: "HttpRequest") -> bool:
        """Let nobody add rows."""
        return False

    def has_change_permission(self, request: "HttpRequest", obj: "Model | None" = None) -> bool:
        """Let nobody change rows."""
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: "Model | None" = None) -> bool:
        """Let nobody delete rows."""
        return False

    def get_search_fields(self, request: "HttpRequest") -> list[str]:
        """Search people by whatever the project's user model names them."""
        named = get_user_model().USERNAME_FIELD
        return [*self.search_fields, *(f"{column}__{named}" for column in self.people)]

    def get_search_results(
        self, request: "HttpRequest", queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Find a public id by its index, and all else as Django does."""
        with suppress(ValueError):
            return queryset.filter(public_id=uuid.UUID(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: "HttpRequest", extra_context: "dict[str, Any] | None" = None) -> "HttpResponse":
        """Answer 403 where somebody posts an action that they may not do; Django would ignore it."""
        if request.method == "POST" and self._is_forbidden(request):
            raise PermissionDenied
        return super().changelist_view(request, {"most": MOST, **(extra_context or {})})

    def _is_forbidden(self, request: "HttpRequest") -> bool:
        known = {action if isinstance(action, str) else action.__name__ for action in self.actions or ()}
        return bool(known.intersection(request.POST.getlist("action")) - {*self.get_actions(request)})


def short_time(moment: "datetime") -> str:
    """Write a moment so that a column of it is narrow."""
    return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "SHORT_DATETIME_FORMAT")


def flow_of(row: Any) -> str:
    """Say where in the portal a row leads."""
    flow = BUILT_IN.get(row.flow_type)
    words = str(flow.default_label) if flow else row.flow_type or _("Home page")
    return f"{words} ({row.flow_name})" if row.flow_name else words
