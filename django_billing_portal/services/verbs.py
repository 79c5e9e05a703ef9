"""How every verb of ours is told: in a thread or as a coroutine, and logged once where it fails."""

from collections.abc import Callable
from typing import TypeVar

from .. import journal
from ..exceptions import BillingPortalError
from .stories import Story, atell, tell

T = TypeVar("T")


def perform(begin: Callable[[], Story[T]]) -> T:
    """Begin a story and tell it to its end; raises a BillingPortalError only once it is logged."""
    try:
        return tell(begin())
    except BillingPortalError as error:
        raise journal.recorded(error)  # noqa: B904 (it is the same error)


async def aperform(begin: Callable[[], Story[T]]) -> T:
    """See perform()."""
    try:
        return await atell(begin())
    except BillingPortalError as error:
        raise journal.recorded(error)  # noqa: B904 (it is the same error)
