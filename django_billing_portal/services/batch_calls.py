"""Call a worker for a batch: whoever works on the project's tasks, or a thread of this process."""

import logging
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from .batch_rows import batch_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import PortalBatch

logger = logging.getLogger("django_billing_portal")


def call_worker(batch: "PortalBatch") -> None:
    """Call one once the transaction is committed, for a worker may be faster than a commit."""
    transaction.on_commit(partial(_call, batch.public_id), using=batch._state.db)


def _call(public_id: UUID) -> None:
    try:
        # The job is a window of this house, as a view is.
        hand_over: Callable[[UUID], None] = import_string("django_billing_portal.tasks.hand_over")
        hand_over(public_id)
    except Exception as error:  # noqa: BLE001 (a broker may raise anything, and so may the project's TASKS)
        # The batch is there, and whoever looks at it is told that no worker came. A broker's URL may hold a password.
        logger.error("No worker could be called for batch %s: %s.", public_id, type(error).__name__)  # noqa: TRY400
        failure = f"No worker could be called: {type(error).__name__}."
        batch_rows().filter(public_id=public_id).update(failure=failure)
