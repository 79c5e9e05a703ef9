"""Send a link: say so in its row before, and how it ended after, so that a crash between leaves a doubt, not a lie."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections, router, transaction
from django.db.models import F
from django.utils import timezone

from ...conf import portal_settings
from ...exceptions import AlreadySent, BillingPortalError, EmailFailed, EmailUnsure, InvalidLink, UnknownLink
from ...models import PortalLink
from ...resolvers.base import asked
from ...signals import link_sent
from ..connections import give_all_back
from ..contacts import contact_of, finding_contact
from ..stories import Records, Story
from ..subjects import load_subject
from ..verbs import aperform, perform
from .composing import write_letter
from .failures import explain, require_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMultiAlternatives

    from ...models.links import PortalLinkQuerySet
    from ...refs import Contact

T = TypeVar("T")
REASON_LENGTH = 200
logger = logging.getLogger("django_billing_portal")


def send_link(
    link: PortalLink, *, by: Any = None, origin: str | None = None, once: bool = False, seen: str | None = None
) -> PortalLink:
    """E-mail a live link to its customer; sent again, it is the same link.

    ``once`` is for jobs and forms that may run twice: what was sent is not sent again, and raises nothing; what may
    have been sent, because nobody saw the end of it, raises EmailUnsure. A sending that failed is tried again.
    ``seen`` is for pages with a button: ``link.sendings`` as the page showed it. Where it has moved since, by a second
    click or in another tab, nothing is sent, and AlreadySent is raised.

    Raises EmailFailed, EmailUnsure, and LinkRevoked, LinkExpired or LinkUsedUp for a link that works no more; the
    reason is in ``link.send_failure``. The mail server is asked outside any transaction, unless the caller opened one.
    """
    return perform(partial(_sending, link, by, origin, Terms(once=once, seen=seen)))


async def asend_link(
    link: PortalLink, *, by: Any = None, origin: str | None = None, once: bool = False, seen: str | None = None
) -> PortalLink:
    """See send_link()."""
    return await aperform(partial(_sending, link, by, origin, Terms(once=once, seen=seen)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Say what an earlier sending forbids."""

    once: bool
    seen: str | None


@dataclass(frozen=True)
class Post:
    """Hand an e-mail to the mail server."""

    message: "EmailMultiAlternatives"

    def take(self) -> Any:
        """See Step.take()."""
        sender = portal_settings.LINK_SENDER
        return asked(sender, message=self.message) if sender else self.message.send()

    async def atake(self) -> Any:
        """See Step.atake()."""
        # Not in the database's thread: a slow mail server is no reason for anybody else to wait.
        return await sync_to_async(self.take, thread_sensitive=False)()


def _sending(link: PortalLink, by: Any, origin: str | None, terms: Terms) -> Story[PortalLink]:
    if (yield Records(partial(_is_done, link, terms))):
        return link
    message = yield from _noting(link, _composing(link, origin), _note_no_letter)
    if (yield Records(partial(_begin, link, message.to[0], terms))):
        yield from _noting(link, _posting(message), _note_failure)
        yield Records(partial(_end, link, by))
    return link


def _noting(link: PortalLink, story: Story[T], note: "Callable[[PortalLink, BillingPortalError], None]") -> Story[T]:
    """Keep why it failed."""
    try:
        return (yield from story)
    except BillingPortalError as error:
        yield Records(partial(note, link, error))
        raise


def _note_no_letter(link: PortalLink, error: BillingPortalError) -> None:
    # Of one that was sent before, or perhaps was, the row tells that.
    _links().filter(pk=link.pk, sends=0, sending_at=None).update(send_failure=_reason(error))
    link.refresh_from_db(using=_links().db)


def _note_failure(link: PortalLink, error: BillingPortalError) -> None:
    # What failed for certain is over; a doubt stays until somebody decides.
    found = {} if isinstance(error, EmailUnsure) else {"sending_at": None}
    _note(link, send_failure=_reason(error), **found)


def _reason(error: BillingPortalError) -> str:
    return (error.detail or error.code)[:REASON_LENGTH]


def _composing(link: PortalLink, origin: str | None) -> "Story[EmailMultiAlternatives]":
    subject = yield Records(partial(load_subject, link.subject))
    if subject is None:
        raise InvalidLink(f"The subject of link {link.public_id} is gone.")
    known = link.email and (yield Records(partial(contact_of, subject)))
    contact: Contact = known or (yield from finding_contact(subject, link.ref))
    link.email = require_address(link.email or contact.email)
    message: EmailMultiAlternatives = yield Records(partial(write_letter, link, contact, origin=origin))
    return message


def _posting(message: "EmailMultiAlternatives") -> Story[None]:
    failure = None
    yield Records(give_all_back)
    try:
        sent = yield Post(message)
    except Exception as error:  # noqa: BLE001 (a backend, or a sender of the project's, may raise anything)
        failure = explain(error)
    else:
        if sent == 0:
            failure = EmailFailed("The mail backend sent nothing.")
    # Raised outside, for an error keeps the one that it was raised beside, and that one's frames hold the e-mail.
    if failure:
        raise failure


def _links() -> "PortalLinkQuerySet":
    links: PortalLinkQuerySet = PortalLink.objects.using(router.db_for_write(PortalLink))
    return links


def _is_done(link: PortalLink, terms: Terms) -> bool:
    """Tell whether nothing has to be sent; raises what forbids it."""
    try:
        link.refresh_from_db(using=_links().db)
    except PortalLink.DoesNotExist:
        raise UnknownLink("The link was deleted.") from None
    link.require_use()
    if terms.seen not in {None, link.sendings}:
        raise AlreadySent(f"Link {link.public_id} was sent since the page was shown, or is being sent.")
    if terms.once and link.sends:
        return True
    if terms.once and link.sending_at:
        raise EmailUnsure(f"Link {link.public_id} may have been sent before: nobody saw the end of it.")
    return False


def _begin(link: PortalLink, address: str, terms: Terms) -> bool:
    """Say that it is being sent; False where somebody else has sent it meanwhile."""
    links = _links()
    _warn_of_transaction(links.db)
    fresh = links.filter(pk=link.pk, revoked_at=None)
    if terms.once:
        fresh = fresh.filter(sending_at=None, sends=0)
    if terms.seen is not None:
        fresh = fresh.filter(sending_at=link.sending_at, sends=link.sends)
    if fresh.update(sending_at=timezone.now(), email=address, send_failure=""):
        link.refresh_from_db(using=links.db)
        return True
    return not _is_done(link, terms) and _begin(link, address, terms)


def _end(link: PortalLink, by: Any) -> None:
    _note(link, sends=F("sends") + 1, sent_at=timezone.now(), sending_at=None, send_failure="")
    tell = partial(link_sent.send_robust, PortalLink, link=link, user=by)
    transaction.on_commit(tell, using=link._state.db)


def _note(link: PortalLink, **found: Any) -> None:
    links = _links()
    links.filter(pk=link.pk).update(**found)
    link.refresh_from_db(using=links.db)


def _warn_of_transaction(alias: str) -> None:
    if connections[alias].in_atomic_block:
        logger.warning(
            "An e-mail is sent inside a transaction: it stays sent where that is rolled back, and on SQLite everybody "
            "else waits for the mail server.",
            extra={"billing_code": "sent_in_transaction"},
        )
