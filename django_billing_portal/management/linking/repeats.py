"""The same line again: who runs it after a crash wants to go on, and nobody wants two e-mails."""

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from ...models import PortalBatchEntry
from ...models.states import BatchState, EntryState
from ...services.batch_rows import batch_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ...models import PortalBatch

NAMESPACE = uuid.UUID("8a3e1b55-6d0c-4f0e-9d0a-5f1c2b7e4d19")
MOST = 100
"""How often the same may be done anew before nobody looks any more."""


def claim(facts: dict[str, Any], *, again: bool) -> uuid.UUID:
    """Return the id of a request for this; raises ValueError where the same was begun and not brought to its end.

    Two who ask at the same time get the same id, and so one batch.
    """
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    ids = [uuid.uuid5(NAMESPACE, f"{digest} {number}") for number in range(MOST)]
    known = batch_rows().filter(request_id__in=ids)
    begun = None if again else _unfinished(known).order_by("-pk").first()
    if begun:
        raise ValueError(
            f"The same was begun for the same people, and is not finished: billing_portal_link --resume "
            f"{begun.public_id} goes on with it. With --again, everybody gets another link."
        )
    taken = set(known.values_list("request_id", flat=True))
    return next((each for each in ids if each not in taken), None) or uuid.uuid4()


def _unfinished(batches: "QuerySet[PortalBatch]") -> "QuerySet[PortalBatch]":
    # One that came to its end may have people left whom it could not serve, and resuming serves them.
    failed = Exists(PortalBatchEntry.objects.filter(batch=OuterRef("pk"), state=EntryState.FAILED))
    return batches.exclude(~failed, state=BatchState.FINISHED)
