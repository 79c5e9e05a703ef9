"""Serve one person of a batch: see whether it will work, make the link, send it. No step happens twice."""

import logging
import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import router
from django.utils import timezone

from ..conf import portal_settings
from ..exceptions import BillingPortalError, EmailUnsure, Fault
from ..models import PortalLink
from ..models.states import EntryState
from ..wire.deadline import Deadline
from .batch_rows import entry_rows
from .connections import give_all_back
from .contacts import contact_of
from .customers import resolving_customer
from .issuing import issuing
from .letters import send_link
from .letters.failures import require_address
from .obstacles import find_obstacles
from .orders import chosen_configuration, chosen_flow
from .snapshots import taking_snapshot
from .stories import Records
from .subjects import load_subject
from .verbs import perform

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ..models import PortalBatchEntry
    from ..refs import CustomerRef
    from ..wire.answers import Customer
    from .batch_leases import Lease
    from .batch_wishes import BatchWishes
    from .stories import Story

logger = logging.getLogger("django_billing_portal")
SOURCE = "batch"
REFUSING = {Fault.CUSTOMER, Fault.DATA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Say what became of one person."""

    state: EntryState
    code: str = ""
    reason: str = ""
    """For staff."""
    link: PortalLink | None = None


class _Refused(Exception):
    """Carry a verdict out of a story; never leaves this file."""

    def __init__(self, code: str, reason: str, fault: Fault) -> None:
        state = EntryState.REFUSED if fault in REFUSING else EntryState.FAILED
        self.verdict = Verdict(state=state, code=code, reason=reason)


def serve_entry(lease: "Lease", wishes: "BatchWishes", entry: "PortalBatchEntry") -> Verdict | None:
    """Serve one person, and write down what became of it; None where another worker has taken over.

    Raises a BillingPortalError whose fault is transient where Stripe cannot be asked: the person waits on.
    """
    try:
        link = entry.link or perform(partial(_preparing, lease, wishes.with_own(entry.wishes), entry))
    except _Refused as refused:
        return _settled(lease, entry, refused.verdict)
    except BillingPortalError as error:
        if error.fault is Fault.TRANSIENT:
            raise
        return _settled(lease, entry, _judged(error))
    except Exception as error:  # noqa: BLE001 (a resolver or a model of the project's may raise anything)
        return _settled(lease, entry, _unforeseen(EntryState.FAILED, error, entry))
    return _delivered(lease, wishes, entry, link)


def _preparing(lease: "Lease", wishes: "BatchWishes", entry: "PortalBatchEntry") -> "Story[PortalLink]":
    subject = yield Records(partial(load_subject, entry.subject))
    if subject is None:
        raise _Refused("subject_gone", "The person is not in the database any more.", Fault.DATA)
    customer = yield from resolving_customer(subject)
    selected = entry.wishes.get("customers")
    if selected is not None and [customer.account, customer.id] not in selected:
        raise _Refused("other_customer", f"The resolver names {customer.id}, which was not selected.", Fault.DATA)
    found = yield from _checking(customer, wishes)
    contact = yield Records(partial(contact_of, subject, customer=found))
    email, language = entry.wishes.get("email") or contact.email, wishes.language or contact.language
    if lease.batch.sends:
        require_address(email)
    facts = {"email": email, "language": language, "issued_by": lease.batch.created_by}
    return (
        yield from issuing(
            subject=subject, **wishes.for_link(), **facts, source=SOURCE, request_id=_request_id(lease, entry)
        )
    )


def _checking(customer: "CustomerRef", wishes: "BatchWishes") -> "Story[Customer | None]":
    flow, deadline = chosen_flow(wishes.flow), Deadline.after(portal_settings.DEADLINE_SECONDS)
    yield Records(give_all_back)
    # What is the operator's, such as the configuration, is the same for everybody, and read twice a minute.
    snapshot = yield from taking_snapshot(
        customer,
        [flow],
        configuration=chosen_configuration(wishes.configuration),
        deadline=deadline,
        remembers=True,
    )
    for obstacle in find_obstacles(snapshot, flow):
        raise _Refused(obstacle.code, obstacle.fix, obstacle.fault)
    return snapshot.customer


def _request_id(lease: "Lease", entry: "PortalBatchEntry") -> uuid.UUID:
    # The same one for the same person, so that whoever crashed between the link and its entry finds the link.
    return uuid.uuid5(lease.batch.public_id, str(entry.subject))


def _delivered(lease: "Lease", wishes: "BatchWishes", entry: "PortalBatchEntry", link: PortalLink) -> Verdict | None:
    made = Verdict(state=EntryState.ISSUED, link=link)
    if not lease.batch.sends:
        return _settled(lease, entry, made)
    if not _settled(lease, entry, Verdict(state=EntryState.SENDING, link=link)):
        return None
    _renew(link)
    return _settled(lease, entry, _sent(lease, wishes, entry, link))


def _renew(link: PortalLink) -> None:
    """Let a link that expired before anybody saw it, while the batch was stopped, live as long as it was made for."""
    now = timezone.now()
    unseen = PortalLink.objects.using(router.db_for_write(PortalLink)).filter(
        pk=link.pk, sends=0, uses=0, sending_at=None, revoked_at=None, expires_at__lte=now
    )
    # send_link() reads the row again.
    unseen.update(expires_at=now + (link.expires_at - link.created_at))


def _sent(lease: "Lease", wishes: "BatchWishes", entry: "PortalBatchEntry", link: PortalLink) -> Verdict:
    try:
        send_link(link, by=lease.batch.created_by, origin=wishes.origin, once=True)
    except EmailUnsure as error:
        return Verdict(state=EntryState.UNSURE, code=error.code, reason=error.detail, link=link)
    except BillingPortalError as error:
        return _judged(error, link)
    except Exception as error:  # noqa: BLE001 (before or after the e-mail: nobody knows)
        return _unforeseen(EntryState.UNSURE, error, entry, link)
    return Verdict(state=EntryState.SENT, link=link)


def _judged(error: BillingPortalError, link: PortalLink | None = None) -> Verdict:
    state = EntryState.REFUSED if error.fault in REFUSING else EntryState.FAILED
    return Verdict(state=state, code=error.code, reason=error.detail or error.message, link=link)


def _unforeseen(
    state: EntryState, error: Exception, entry: "PortalBatchEntry", link: PortalLink | None = None
) -> Verdict:
    # Without the traceback: its frames hold links.
    name = type(error).__name__
    logger.error("%s while %s was served, a person of a batch.", name, entry)
    return Verdict(state=state, code="unforeseen", reason=f"An error that nobody foresaw: {name}.", link=link)


def _settled(lease: "Lease", entry: "PortalBatchEntry", verdict: Verdict) -> Verdict | None:
    found: dict[str, Any] = {"state": verdict.state, "code": verdict.code, "reason": verdict.reason[:500]}
    if verdict.link:
        found["link"] = verdict.link
    done = _mine(lease, entry).update(**found, updated_at=timezone.now())
    return verdict if done else None


def _mine(lease: "Lease", entry: "PortalBatchEntry") -> "QuerySet[PortalBatchEntry]":
    return entry_rows(lease.batch).filter(pk=entry.pk, batch__in=lease.held.values("pk"))
