"""Stripe's cursors. https://docs.stripe.com/api/pagination"""

from .errors import WireError, no_such
from .objects import listing
from .store import SPOKEN, Json

DEFAULT, MOST = 10, 100


def page(url: str, found: list[Json], params: Json, *, type: str) -> Json:
    """Return one page of what was found, newest first."""
    limit = _limit(params.get("limit", DEFAULT))
    ids = [obj["id"] for obj in found]
    if before := params.get("ending_before"):
        end = _position(ids, before, "ending_before", type)
        return listing(url, found[max(0, end - limit) : end], has_more=end > limit)
    after = params.get("starting_after")
    start = _position(ids, after, "starting_after", type) + 1 if after else 0
    return listing(url, found[start : start + limit], has_more=len(found) > start + limit)


def _limit(limit: int) -> int:
    if not 1 <= limit <= MOST:
        bound = f"less than or equal to {MOST}" if limit > MOST else "greater than or equal to 1"
        raise WireError(f"This value must be {bound}.", code="parameter_invalid_integer", param="limit")
    return limit


def _position(ids: list[str], id: str, param: str, type: str) -> int:
    if id not in ids:
        raise no_such(SPOKEN.get(type, type), id, param)
    return ids.index(id)
