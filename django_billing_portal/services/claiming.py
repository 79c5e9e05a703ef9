"""Make N identical clicks cost one Stripe call: claim, or wait for whoever claimed, and share what they got."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import connections, router

from ..conf import portal_settings
from ..exceptions import BillingPortalError, Busy, by_code
from ..models import PortalSession
from ..models.claims import Attempt, ClaimQuerySet, Verdict
from ..wire import guards
from .limits import count_holder, count_mint, require_room, require_room_for_holder
from .stories import Pause, Records, Story

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from ..refs import CustomerRef
    from ..wire.bulkhead import Waiter
    from ..wire.deadline import Deadline
    from .orders import Order

#: One try may use this share of a click's deadline; the rest is for whoever takes over from a dead worker.
TRY_SHARE = 0.6

logger = logging.getLogger("django_billing_portal")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """An order whose customer is known."""

    order: "Order"
    customer: "CustomerRef"
    livemode: bool
    deadline: "Deadline"

    @property
    def rows(self) -> ClaimQuerySet:
        """Return the table where it is written: a replica may not have heard of the claim yet."""
        rows: ClaimQuerySet = PortalSession.objects.using(router.db_for_write(PortalSession))
        return rows

    def try_deadline(self) -> "Deadline":
        """Return the deadline of a try that starts now."""
        return self.deadline.within(TRY_SHARE * portal_settings.DEADLINE_SECONDS)


def claiming(errand: Errand) -> Story[Attempt]:
    """Return the claim that was won, or the session to reuse; raises what the click that it waited for raised."""
    look, watched = _look(errand), None
    with Line() as line:
        for seconds in _pauses(errand.deadline):
            attempt: Attempt = yield Records(partial(look, watched))
            if attempt.verdict is Verdict.FAILED:
                raise _shared(attempt)
            if attempt.verdict is Verdict.WAIT:
                watched = attempt.session.pk
                yield Queue(line, seconds)
            elif attempt.verdict is not Verdict.LOST:
                return attempt
    raise Busy("The deadline ended while another click was minting the same session.")


class Line(ExitStack):
    """Those who wait for another's claim; they count as waiting on Stripe from their first pause to their last."""

    waiter: "Waiter | None" = None

    def stand(self, enter: "Callable[[], AbstractContextManager[Waiter]]") -> None:
        """Join the line, or stay in it; raises Busy where too many wait already."""
        self.waiter = self.waiter or self.enter_context(enter())
        if not self.waiter.may_wait():
            raise Busy("Too many wait on Stripe in this process already.")


@dataclass(frozen=True)
class Queue:
    """Pause in the line: threads and coroutines are counted apart."""

    line: Line
    seconds: float

    def take(self) -> None:
        """See Step.take()."""
        self.line.stand(guards.waiting)
        Pause(self.seconds).take()

    async def atake(self) -> None:
        """See Step.atake()."""
        self.line.stand(guards.awaiting)
        await Pause(self.seconds).atake()


def _look(errand: Errand) -> "Callable[[int | None], Attempt]":
    order, rows = errand.order, errand.rows
    key = order.key(errand.customer, livemode=errand.livemode)
    facts = order.facts(errand.customer, livemode=errand.livemode)

    attempt_to = partial(rows.attempt_use, order.link) if order.link else rows.attempt

    def look(watched: int | None) -> Attempt:
        # Measured anew: whoever takes over has less time left, and holds the claim for no longer.
        lease = timedelta(seconds=errand.try_deadline().remaining())
        attempt = attempt_to(key, watched=watched, lease=lease, admit=partial(_admit, errand), facts=facts)
        if attempt.verdict is Verdict.WON:
            # Not before: of many clicks at once only the one that mints may count.
            _count(order)
        return attempt

    return look


def _admit(errand: Errand) -> None:
    # During an outage most clicks end here, without a row and its commits.
    guards.require_chance()
    _require_room(errand.order)
    if connections[errand.rows.db].in_atomic_block:
        logger.warning(
            "A session is minted inside a transaction: identical clicks elsewhere cannot see it, and on SQLite "
            "everybody else waits for Stripe.",
            extra={"billing_code": "minted_in_transaction"},
        )


def _require_room(order: "Order") -> None:
    if order.user or order.link is None:
        require_room(order.user)
    else:
        require_room_for_holder(order.link, order.address)


def _count(order: "Order") -> None:
    if order.user or order.link is None:
        count_mint(order.user)
    else:
        count_holder(order.link, order.address)


def _pauses(deadline: "Deadline") -> Iterator[float]:
    seconds = 0.02
    while not deadline.expired:
        yield min(seconds, deadline.remaining())
        seconds = min(seconds * 1.5, 0.25)


def _shared(attempt: Attempt) -> BillingPortalError:
    error = by_code(attempt.session.failure) or Busy
    return error("The identical click that this one waited for failed so.")
