"""Long lists, page by page: a cursor stays right while sessions are added."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination

from ..conf import portal_settings
from .fields import Moment

if TYPE_CHECKING:
    from rest_framework.pagination import Cursor
    from rest_framework.request import Request


class SessionPagination(CursorPagination):
    """Page through sessions, the newest first."""

    ordering = ("-created_at", "-pk")

    def get_page_size(self, request: "Request") -> int:  # noqa: ARG002
        """Return ``API_PAGE_SIZE`` as it is now."""
        return max(1, portal_settings.API_PAGE_SIZE)

    def decode_cursor(self, request: "Request") -> "Cursor | None":
        """Refuse a cursor that is none of ours, before the database does."""
        try:
            cursor = super().decode_cursor(request)
            if cursor and cursor.position is not None:
                # What was checked, not what was sent: the database reads moments in its own way.
                position: Any = str(Moment().run_validation(cursor.position))
                cursor = cursor._replace(position=position)
        except (NotFound, ValidationError):
            raise ValidationError({"cursor": [_("This is no cursor of ours.")]}) from None
        return cursor


def matching(filters: dict[str, Any]) -> dict[str, Any]:
    """Return what the database is asked for."""
    columns = {
        "flow": "flow_name",
        "outcome": "outcome",
        "created_after": "created_at__gt",
        "created_before": "created_at__lt",
    }
    return {columns[name]: value for name, value in filters.items()}
