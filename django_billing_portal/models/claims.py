"""How many identical clicks become one Stripe call, without holding a lock: a chain of rows, one insert wins a link.

Rows of one key are numbered by ``generation``. Whoever finds the newest row stale inserts the next number, and a
unique constraint lets one insert win, in one process or in many. The others find the winner's row and wait for its
URL. A worker that dies leaves a lease, which ends; the next click then inserts the next number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connections, models, transaction
from django.utils import timezone

from ..conf import portal_settings
from ..crypto import encrypt
from .compiled import Compiled, compiled, first
from .haste import HastyBlank
from .states import Status

if TYPE_CHECKING:
    from .links import PortalLink
    from .sessions import PortalSession


class Verdict(Enum):
    """What a click has to do next."""

    WON = "mint, the claim is yours"
    REUSE = "take the fresh session"
    WAIT = "somebody is minting"
    FAILED = "share the failure of whom you waited for"
    LOST = "somebody was faster, look again"


@dataclass(frozen=True)
class Attempt:
    """One look at a chain: the verdict, and the row it is about."""

    verdict: Verdict
    row: "PortalSession | None" = None

    @property
    def session(self) -> "PortalSession":
        """Return the row of a verdict that has one: all but LOST."""
        if self.row is None:
            raise LookupError(self.verdict)
        return self.row


class ClaimQuerySet(models.QuerySet["PortalSession"]):
    """Look at a chain, take its next link, open it or let it fail; each is one statement."""

    def attempt(
        self,
        key: str,
        *,
        watched: int | None,
        lease: timedelta,
        admit: Callable[[], object],
        facts: dict[str, Any],
    ) -> Attempt:
        """Judge the newest row, and insert the next one where that is stale.

        ``watched`` is the row this click already waited for; ``admit`` is called before a row is written and may
        raise; ``facts`` fill the new row.
        """
        latest = self.newest(key)
        if verdict := _judge(latest, watched, timezone.now()):
            return Attempt(verdict, latest)
        admit()
        return self._take(key, latest, timezone.now() + lease, facts)

    def attempt_use(
        self,
        link: "PortalLink",
        key: str,
        *,
        watched: int | None,
        lease: timedelta,
        admit: Callable[[], object],
        facts: dict[str, Any],
    ) -> Attempt:
        """Look as attempt() does; whoever inserts a row takes one of the link's uses, which others wait to count."""
        latest = self.newest(key)
        if verdict := _judge(latest, watched, timezone.now()):
            return Attempt(verdict, latest)
        link.require_use()
        admit()
        with transaction.atomic(self.db):
            links = type(link)._default_manager.using(self.db)
            links.lock(link)
            # Looked at anew: the other half of a double click may have held the lock, and is to be shared.
            return self.attempt(
                key, watched=watched, lease=lease, admit=lambda: link.require_use(self.taking(link)), facts=facts
            )

    def taking(self, link: "PortalLink") -> int:
        """Count those who are about to use a link; a crash frees the use once its lease ends."""
        return self.filter(link=link, status=Status.PENDING, lease_until__gt=timezone.now()).count()

    def newest(self, key: str) -> "PortalSession | None":
        """Return the newest row of a chain."""
        return first(self, _newest(self.model, self.db), key=key)

    def open(self, row: "PortalSession", *, url: str, **facts: Any) -> None:
        """Store what Stripe answered; the URL until nobody can be waiting for it any more."""
        now = timezone.now()
        window = timedelta(seconds=max(portal_settings.REUSE_SECONDS, portal_settings.DEADLINE_SECONDS))
        facts |= {"status": Status.OPEN, "opened_at": now, "encrypted_url": encrypt(url), "url_until": now + window}
        # Should the database fail: error trackers keep the locals of every frame.
        del url
        self.filter(pk=row.pk).update(**facts)
        for name, value in facts.items():
            setattr(row, name, value)

    def wipe(self) -> int:
        """Wipe the URLs whose window has closed, and return how many."""
        return self.filter(url_until__lte=timezone.now()).update(encrypted_url="", url_until=None)

    def fail(self, row: "PortalSession", code: str) -> None:
        """Let those who wait know, and let the next click try at once."""
        self.filter(pk=row.pk, status=Status.PENDING).update(status=Status.FAILED, failure=code)

    def _take(self, key: str, latest: "PortalSession | None", lease_until: datetime, facts: dict[str, Any]) -> Attempt:
        generation = latest.generation + 1 if latest else 1
        row = self.model(key=key, generation=generation, lease_until=lease_until, **facts)
        try:
            self._insert_alone(row)
        except IntegrityError:
            # Another constraint, of a user who was just deleted, say, would refuse the next attempt as well.
            if not self.filter(key=key, generation=generation).exists():
                raise
            return Attempt(Verdict.LOST)
        return Attempt(Verdict.WON, row)

    def _insert_alone(self, row: "PortalSession") -> None:
        if connections[self.db].in_atomic_block:
            # A conflict would spoil somebody's transaction.
            with transaction.atomic(self.db):
                row.save(force_insert=True, using=self.db)
        else:
            # Should the server lose the claim, it loses those who wait for it too.
            row.failure = HastyBlank()
            row.save(force_insert=True, using=self.db)
            row.failure = ""


@cache
def _newest(model: "type[PortalSession]", alias: str) -> Compiled:
    return compiled(model.objects.using(alias).filter(key="key").order_by("-generation")[:1])


def _judge(latest: "PortalSession | None", watched: int | None, now: datetime) -> Verdict | None:
    if latest is None:
        return None
    waited_for = latest.pk == watched
    if (latest.is_fresh(now) or (waited_for and latest.encrypted_url)) and latest.is_readable:
        return Verdict.REUSE
    if latest.status == Status.PENDING and now < latest.lease_until:
        return Verdict.WAIT
    return Verdict.FAILED if waited_for and latest.status == Status.FAILED else None
