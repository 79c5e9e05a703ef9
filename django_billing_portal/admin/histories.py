"""What a link's page tells of its past: the sessions that it opened, and what staff did to it."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from ..models import PortalBatchEntry

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from ..models import PortalBatch, PortalLink

#: The newest that are shown; a link for many uses may have thousands.
SHOWN = 100


def visits_of(link: "PortalLink") -> "QuerySet[Any]":
    """Return the newest sessions that a link opened, or tried to."""
    # Not the columns with the URL, which nobody here may see.
    return link.sessions.select_related("user").defer("encrypted_url").order_by("-pk")[:SHOWN]


def batch_of(link: "PortalLink") -> "PortalBatch | None":
    """Return the batch that made a link, whose own trail says who started it."""
    entry = PortalBatchEntry.objects.filter(link=link).select_related("batch__created_by").first()
    return entry.batch if entry else None


def trail_of(row: "Model") -> "QuerySet[LogEntry]":
    """Return the newest acts of staff on a row."""
    kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
    acts = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    return acts.select_related("user").order_by("-action_time", "-pk")[:SHOWN]
