"""What a link asks for, as far as whoever opens it may know."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import router

from .. import tokens
from ..conf import portal_settings
from ..exceptions import InvalidToken, LinkNeedsSignIn, NotAllowed, UnknownLink
from ..models import PortalLink
from ..models.states import Audience
from .customers import authorizing
from .stories import Records, Story
from .subjects import load_subject

if TYPE_CHECKING:
    from django.db.models import Model

PURPOSE = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Hold what the page of a link shows."""

    link: PortalLink
    subject: "Model"
    """Whoever is billed."""


def inviting(*, token: str, user: Any) -> Story[Invitation]:
    """Tell what a link asks of this person; raises what keeps it from working for them."""
    invitation = yield from admitting(token=token, user=user)
    invitation.link.require_use()
    return invitation


def admitting(*, token: str, user: Any) -> Story[Invitation]:
    """Find the link that a token names, and make sure that this person may use it, before anything is said of it."""
    public_id = _read(token)
    link: PortalLink = yield Records(partial(_find, public_id))
    subject = yield Records(partial(load_subject, link.subject))
    if subject is None:
        raise UnknownLink(f"The subject of link {link.public_id} is gone.")
    if (yield Records(partial(_asks_who, link, user))):
        yield from _authorizing(link, subject, user)
    return Invitation(link=link, subject=subject)


def _read(token: str) -> uuid.UUID:
    try:
        return tokens.read_id(PURPOSE, token)
    except InvalidToken:
        # Raised outside, for an error keeps the one that it was raised beside, with its frames.
        forged = UnknownLink("The token of a link does not verify.")
    raise forged


def _find(public_id: uuid.UUID) -> PortalLink:
    # Not from a replica: whoever is sent a link may be faster than it.
    links = PortalLink.objects.using(router.db_for_write(PortalLink))
    found: PortalLink | None = links.filter(public_id=public_id, livemode=portal_settings.livemode).first()
    if found is None:
        raise UnknownLink("The link of a token is gone, or of the other mode than the API key.")
    return found


def _asks_who(link: PortalLink, user: Any) -> bool:
    # Staff who open somebody's portal have a way of their own, with a permission, a reason and a trail.
    is_for_holders = link.audience == Audience.HOLDER and portal_settings.LINK_HOLDERS
    is_staff = getattr(user, "is_authenticated", False) and getattr(user, "is_staff", False)
    return not is_for_holders or is_staff


def _authorizing(link: PortalLink, subject: "Model", user: Any) -> Story[None]:
    if not (yield Records(lambda: bool(getattr(user, "is_authenticated", False)))):
        raise LinkNeedsSignIn(f"Link {link.public_id} is for somebody who is signed in.")
    try:
        yield from authorizing(user=user, subject=subject)
    except NotAllowed as error:
        refused = UnknownLink(f"Link {link.public_id} is not for this person: {error.detail}")
    else:
        return
    raise refused
