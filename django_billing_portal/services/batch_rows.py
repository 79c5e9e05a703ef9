"""Where batches and their people are read: a worker is called at the commit, and may be faster than a replica."""

from typing import TYPE_CHECKING

from django.db import router

from ..models import PortalBatch, PortalBatchEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet


def batch_rows() -> "QuerySet[PortalBatch]":
    """Return all batches, as they are and not as a replica knows them."""
    return PortalBatch._default_manager.using(router.db_for_write(PortalBatch))


def entry_rows(batch: PortalBatch) -> "QuerySet[PortalBatchEntry]":
    """Return the people of a batch, as they are and not as a replica knows them."""
    return PortalBatchEntry._default_manager.using(router.db_for_write(PortalBatch)).filter(batch=batch)
