"""Make a link: the wishes first, then the customer whom the project keeps for the subject; Stripe is not asked."""

import uuid
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connections, router, transaction

from ..conf import portal_settings
from ..exceptions import InvalidLink
from ..models import PortalLink
from ..refs import CustomerRef, SubjectRef
from ..signals import link_issued
from .customers import resolving_customer
from .stories import Records, Story
from .subjects import name_of
from .terms import agree

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from django.db.models import Model

    from ..models.links import PortalLinkQuerySet

NAME_LENGTH = 200


def issuing(*, subject: "Model", request_id: uuid.UUID | None = None, **wishes: Any) -> Story[PortalLink]:
    """Keep a new link for the subject's customer, or find the one that this request made before."""
    terms = agree(**wishes)
    customer = yield from resolving_customer(subject)
    link = PortalLink(**_names(subject, customer), **terms, request_id=request_id or uuid.uuid4())
    issued: PortalLink = yield Records(partial(_keep, link, may_be_known=request_id is not None))
    return issued


def _names(subject: "Model", customer: CustomerRef) -> dict[str, Any]:
    ref = SubjectRef.of(subject)
    return {
        "subject_type": ref.type,
        "subject_id": ref.id,
        "subject_name": name_of(subject)[:NAME_LENGTH],
        "customer": customer.id,
        "account": customer.account,
        "livemode": portal_settings.livemode,
    }


def _keep(link: PortalLink, *, may_be_known: bool) -> PortalLink:
    links: PortalLinkQuerySet = PortalLink.objects.using(router.db_for_write(PortalLink))
    known = _known(links, link) if may_be_known else None
    return known or _insert(links, link)


def _known(links: "PortalLinkQuerySet", link: PortalLink) -> PortalLink | None:
    known: PortalLink | None = links.filter(request_id=link.request_id).first()
    if known and (known.subject, known.ref) != (link.subject, link.ref):
        raise InvalidLink("Its request_id made a link for somebody else before: each request has its own.")
    return known


def _insert(links: "PortalLinkQuerySet", link: PortalLink) -> PortalLink:
    try:
        with _alone(links.db):
            link.save(force_insert=True, using=links.db)
    except IntegrityError:
        # The same request twice at once. Any other conflict has no link to show, and is raised anew.
        if known := _known(links, link):
            return known
        raise
    link.is_new = True
    tell = partial(link_issued.send_robust, PortalLink, link=link, user=link.issued_by)
    transaction.on_commit(tell, using=links.db)
    return link


def _alone(alias: str) -> "AbstractContextManager[None]":
    # A conflict would spoil somebody's transaction; where there is none, a statement of its own is enough.
    return transaction.atomic(alias) if connections[alias].in_atomic_block else nullcontext()
