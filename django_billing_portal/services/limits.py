"""How many sessions one person, link or address may mint a minute, counted in Django's cache."""

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

    from ..models import PortalLink

MINUTE = 60

logger = logging.getLogger("django_billing_portal")


def require_room(user: Any) -> None:
    """Raise TooManyRequests where this person has minted enough for this minute."""
    _require_room(_person(user), portal_settings.MINTS_PER_MINUTE)


def count_mint(user: Any) -> None:
    """Count one more session of this person."""
    _count(_person(user), portal_settings.MINTS_PER_MINUTE)


def require_room_for_holder(link: "PortalLink", address: str) -> None:
    """Raise TooManyRequests where this link, or this address of a client, was heard enough of for this minute."""
    _require_room(f"link:{link.pk}", portal_settings.MINTS_PER_MINUTE)
    _require_room(f"address:{address}", portal_settings.LINK_HOLDERS_PER_MINUTE)


def count_holder(link: "PortalLink", address: str) -> None:
    """Count one more session of whoever holds this link, at this address."""
    _count(f"link:{link.pk}", portal_settings.MINTS_PER_MINUTE)
    _count(f"address:{address}", portal_settings.LINK_HOLDERS_PER_MINUTE)


def _person(user: Any) -> str:
    return str(SubjectRef.of(user))


def _require_room(who: str, limit: int) -> None:
    if limit > 0 and _tally(who, lambda key: cache.get(key, 0)) >= limit:
        left = MINUTE - int(time.time()) % MINUTE
        raise TooManyRequests(f"More than {limit} sessions in this minute.", retry_after=left)


def _count(who: str, limit: int) -> None:
    if limit > 0:
        _tally(who, _add_one)


def _add_one(key: str) -> int:
    cache.add(key, 0, 2 * MINUTE)
    return cache.incr(key)


def _tally(who: str, work: "Callable[[str], int]") -> int:
    name = hashlib.sha256(who.encode()).hexdigest()
    try:
        return int(work(f"billing_portal.mints.{name}.{int(time.time()) // MINUTE}"))
    except Exception as error:  # noqa: BLE001 (a cache that is down, or keeps nothing, must not take billing down)
        detail = type(error).__name__
        logger.warning("A mint could not be counted: %s.", detail, extra={"billing_code": "limit_not_counted"})
        return 0
