"""How many sessions one person may mint a minute, counted in Django's cache."""

import hashlib
import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from ..conf import portal_settings
from ..exceptions import TooManyRequests
from ..refs import SubjectRef

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60

logger = logging.getLogger("django_billing_portal")


def require_room(user: Any) -> None:
    """Raise TooManyRequests where this person has minted enough for this minute."""
    limit = portal_settings.MINTS_PER_MINUTE
    if limit > 0 and _tally(user, lambda key: cache.get(key, 0)) >= limit:
        left = MINUTE - int(time.time()) % MINUTE
        raise TooManyRequests(f"More than {limit} sessions in this minute.", retry_after=left)


def count_mint(user: Any) -> None:
    """Count one more session of this person."""
    if portal_settings.MINTS_PER_MINUTE > 0:
        _tally(user, _add_one)


def _add_one(key: str) -> int:
    cache.add(key, 0, 2 * MINUTE)
    return cache.incr(key)


def _tally(user: Any, work: "Callable[[str], int]") -> int:
    person = hashlib.sha256(str(SubjectRef.of(user)).encode()).hexdigest()
    try:
        return int(work(f"billing_portal.mints.{person}.{int(time.time()) // MINUTE}"))
    except Exception as error:  # noqa: BLE001 (a cache that is down, or keeps nothing, must not take billing down)
        detail = type(error).__name__
        logger.warning("A mint could not be counted: %s.", detail, extra={"billing_code": "limit_not_counted"})
        return 0
