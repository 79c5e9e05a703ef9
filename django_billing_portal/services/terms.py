"""What a link is made with: checked when staff make it, not when the customer presses its button."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Required, TypedDict

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from ..conf import portal_settings
from ..exceptions import InvalidLink
from ..flows import Flow
from ..locales import to_stripe
from ..models.states import Audience
from ..redirects import return_url
from .orders import SOURCE_LENGTH, chosen_configuration, chosen_flow, chosen_subscription

if TYPE_CHECKING:
    from django.db.models import Model

LONGEST_MESSAGE = 2000
MOST_USES = 1000
#: An origin of nobody's, for paths: which site the customer is on is only known when they come.
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
    """How often it may be used; 1 unless told otherwise, and always 1 for whoever holds it."""
    configuration: str | None
    """A declared name or ``bpc_…``; None is what ``CONFIGURATION`` says when it is used."""
    locale: str | None
    """A language of Django's or Stripe's; None is the customer's when it is used."""
    on_behalf_of: str | None
    """``acct_…``; None is what ``ON_BEHALF_OF`` says when it is used."""
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


def agree(
    *,
    flow: Flow | str | None = None,
    subscription: str | None = None,
    audience: str = Audience.CUSTOMER,
    message: str = "",
    expires_at: datetime | None = None,
    max_age: timedelta | None = None,
    max_uses: int = 1,
    email: str = "",
    language: str = "",
    issued_by: Any = None,
    source: str = "code",
    **places: str | None,
) -> dict[str, Any]:
    """Return the columns of a link with these wishes, or raise InvalidLink, or what take_order() raises."""
    return {
        **_flow(flow, subscription),
        **_limits(_audience(audience), _end(audience, expires_at, max_age), max_uses),
        **_places(**places),
        "message": _message(message),
        "email": _email(email),
        "language": _short(language, 20, "language"),
        "issued_by": issued_by,
        "source": source[:SOURCE_LENGTH],
    }


def _flow(flow: Flow | str | None, subscription: str | None) -> dict[str, Any]:
    chosen = chosen_flow(flow)
    if subscription is not None:
        chosen = _with(chosen, chosen_subscription(subscription, chosen))
    return {
        "flow_name": flow if isinstance(flow, str) else "",
        "flow_type": chosen.type if chosen else "",
        "flow_data": chosen.to_json() if chosen else None,
    }


def _with(flow: Flow | None, subscription: str) -> Flow | None:
    return flow and flow.with_subscription(subscription)


def _audience(audience: str) -> Audience:
    if audience not in Audience.values:
        raise InvalidLink(f"A link is for one of {', '.join(Audience.values)}.")
    if audience == Audience.HOLDER and not portal_settings.LINK_HOLDERS:
        raise InvalidLink('Links for whoever holds them are switched off: see BILLING_PORTAL["LINK_HOLDERS"].')
    return Audience(audience)


def _end(audience: str, expires_at: datetime | None, max_age: timedelta | None) -> datetime:
    most = longest_life(audience)
    if expires_at and max_age:
        raise InvalidLink("A link takes expires_at or max_age, not both.")
    now = timezone.now()
    end = in_this_zone(expires_at) if expires_at else now + (most if max_age is None else max_age)
    if now < end <= now + most:
        return end
    raise InvalidLink(f"A link lives from now on, and for {most} at the most.")


def longest_life(audience: str) -> timedelta:
    """Return how long a link may live, which is how long it does where nobody says."""
    return portal_settings.LINK_HOLDER_MAX_AGE if audience == Audience.HOLDER else portal_settings.LINK_MAX_AGE


def in_this_zone(moment: datetime) -> datetime:
    """Return a moment as this project stores it: aware or, without USE_TZ, naive."""
    from django.conf import settings

    if settings.USE_TZ:
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _limits(audience: Audience, end: datetime, max_uses: int) -> dict[str, Any]:
    most = 1 if audience == Audience.HOLDER else MOST_USES
    if not 1 <= max_uses <= most:
        raise InvalidLink(f"A link for the {audience} may be used from 1 to {most} times.")
    return {"audience": audience, "expires_at": end, "max_uses": max_uses}


def _places(
    *,
    return_to: str | None = None,
    locale: str | None = None,
    configuration: str | None = None,
    on_behalf_of: str | None = None,
) -> dict[str, str]:
    """Check places and names now, and keep them as they were given: they are looked up anew when it is used."""
    chosen_configuration(configuration)
    if return_to:
        return_url(return_to, origin=portal_settings.BASE_URL or NOWHERE)
    return {
        "return_to": return_to or "",
        "locale": to_stripe(locale) if locale else "",
        "configuration": _short(configuration or "", 100, "configuration"),
        "on_behalf_of": _short(on_behalf_of or "", 100, "on_behalf_of"),
    }


def _message(message: str) -> str:
    text = "\n".join(message.strip().splitlines())
    if len(text) > LONGEST_MESSAGE or "\0" in text:
        raise InvalidLink(f"The message has over {LONGEST_MESSAGE} characters, or one that no database holds.")
    return text


def _email(email: str) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        # Raised outside, for an error keeps the one that it was raised beside.
        failure = InvalidLink("The e-mail address is none.")
    else:
        return _short(email, 254, "email")
    raise failure


def _short(text: str, longest: int, name: str) -> str:
    if len(text) <= longest:
        return text
    raise InvalidLink(f"{name} is longer than {longest} characters.")


#: Whose keywords, beside the subject and the request's id, LinkWishes lists.
TAKERS = (agree, _places)
