"""Make a link: every wish is checked when staff make it, not when the customer presses the button."""

import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Required, TypedDict

from django.db import IntegrityError, router, transaction
from django.utils import timezone

from ..conf import portal_settings
from ..exceptions import InvalidLink
from ..flows import Flow
from ..models import PortalLink
from ..models.states import Audience
from ..redirects import return_url
from ..refs import CustomerRef, SubjectRef
from ..signals import link_issued
from .customers import resolving_customer
from .orders import SOURCE_LENGTH, chosen_configuration, chosen_flow, chosen_subscription
from .stories import Records, Story

if TYPE_CHECKING:
    from django.db.models import Model

NOWHERE = "https://site.invalid"


class LinkWishes(TypedDict, total=False):
    """What issue_link() takes, all by keyword."""

    subject: Required["Model"]
    """Whoever is billed."""
    flow: Flow | str | None
    """A flow, or the name of a declared one; None is the portal's home page."""
    subscription: str | None
    """``sub_…``, one of the customer's, for a flow that names none; None is their only live one."""
    audience: str
    """``customer``, signed in, unless told otherwise; or ``holder``, where ``LINK_HOLDERS`` allows it."""
    message: str
    """What staff have to say: plain text."""
    expires_at: datetime | None
    """When it ends; at most ``LINK_MAX_AGE`` from now, or ``LINK_HOLDER_MAX_AGE``."""
    max_age: timedelta | None
    """How long it lives, instead of ``expires_at``; None is as long as it may."""
    max_uses: int
    """How often it may be used; 1 unless told otherwise."""
    configuration: str | None
    """A declared name or ``bpc_…``; None is what is in ``CONFIGURATION`` when it is used."""
    locale: str | None
    """A language of Django's or Stripe's; None is the customer's when it is used."""
    on_behalf_of: str | None
    """``acct_…``; None is what is in ``ON_BEHALF_OF`` when it is used."""
    return_to: str | None
    """As for mint_session(); None is ``RETURN_URL``, or for whoever is not signed in a page that says goodbye."""
    email: str
    """Where it shall be sent."""
    language: str
    """Which language the e-mail is to be in, as Django's ``LANGUAGES`` name it."""
    issued_by: Any
    """Who makes it; None for a program."""
    source: str
    """What it was made with, for the record: a word, up to 20 characters."""
    request_id: uuid.UUID | None
    """Whoever asks again with the same one gets the same link."""


def issuing(
    *,
    subject: "Model",
    flow: Flow | str | None = None,
    subscription: str | None = None,
    audience: str = Audience.CUSTOMER,
    message: str = "",
    expires_at: datetime | None = None,
    max_age: timedelta | None = None,
    max_uses: int = 1,
    configuration: str | None = None,
    locale: str | None = None,
    on_behalf_of: str | None = None,
    return_to: str | None = None,
    email: str = "",
    language: str = "",
    issued_by: Any = None,
    source: str = "code",
    request_id: uuid.UUID | None = None,
) -> Story[PortalLink]:
    """Check the wishes, ask the resolver for the customer, and keep the link."""
    chosen = chosen_flow(flow)
    if chosen and subscription is not None:
        chosen = chosen.with_subscription(chosen_subscription(subscription, chosen))
    chosen_configuration(configuration)
    if return_to:
        return_url(return_to, origin=portal_settings.BASE_URL or NOWHERE)
    facts = {
        "flow_name": flow if isinstance(flow, str) else "",
        "flow_type": chosen.type if chosen else "",
        "flow_data": chosen.to_json() if chosen else None,
        "audience": audience,
        "message": message,
        "expires_at": _end(audience, expires_at, max_age),
        "max_uses": max_uses,
        "configuration": configuration or "",
        "locale": locale or "",
        "on_behalf_of": on_behalf_of or "",
        "return_to": return_to or "",
        "email": email,
        "language": language,
        "issued_by": issued_by,
        "source": source[:SOURCE_LENGTH],
    }
    customer = yield from resolving_customer(subject)
    link: PortalLink = yield Records(partial(_keep, subject, customer, facts, request_id))
    return link


def _end(audience: str, expires_at: datetime | None, max_age: timedelta | None) -> datetime:
    most = portal_settings.LINK_HOLDER_MAX_AGE if audience == Audience.HOLDER else portal_settings.LINK_MAX_AGE
    now = timezone.now()
    end = expires_at or now + (max_age or most)
    if not now < end <= now + most:
        raise InvalidLink(f"A link lives from now on and at most for {most}.")
    return end


def _keep(subject: "Model", customer: CustomerRef, facts: dict[str, Any], request_id: uuid.UUID | None) -> PortalLink:
    links = PortalLink.objects.using(router.db_for_write(PortalLink))
    known: PortalLink | None = links.filter(request_id=request_id).first() if request_id else None
    if known:
        return known
    ref = SubjectRef.of(subject)
    link = PortalLink(
        request_id=request_id or uuid.uuid4(),
        subject_type=ref.type,
        subject_id=ref.id,
        subject_name=str(subject)[:200],
        customer=customer.id,
        account=customer.account,
        livemode=portal_settings.livemode,
        **facts,
    )
    try:
        link.save(force_insert=True, using=links.db)
    except IntegrityError:
        return links.get(request_id=link.request_id)
    tell = partial(link_issued.send_robust, PortalLink, link=link, user=link.issued_by)
    transaction.on_commit(tell, using=links.db)
    return link
