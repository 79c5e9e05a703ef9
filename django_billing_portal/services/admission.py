"""Who may use a link: asked before anything is said of it, so that a stranger learns nothing."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import router

from .. import tokens
from ..conf import portal_settings
from ..exceptions import InvalidToken, LinkNeedsSignIn, NoCustomer, NotAllowed, StaleCustomer, UnknownLink
from ..models import PortalLink
from ..models.states import Audience
from ..refs import SubjectRef
from .customers import asking_resolver, resolving_customer
from .stories import Records, Story
from .subjects import load_subject

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef

PURPOSE = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Hold a link, and who may use it."""

    link: PortalLink
    subject: "Model"
    """Whoever is billed."""
    person: Any
    """Whoever is signed in; None for nobody."""
    is_authorized: bool
    """Whether the resolver let them manage this billing; False for whoever just holds the link."""


def admitting(*, token: str, user: Any) -> Story[Admission]:
    """Find the link that a token names, and make sure that this person may use it, whatever its state."""
    public_id = _read(token)
    link: PortalLink = yield Records(partial(_find, public_id))
    subject = yield Records(partial(load_subject, link.subject))
    if subject is None:
        raise UnknownLink(f"The subject of link {link.public_id} is gone.")
    person = yield Records(partial(_person, user))
    is_authorized = yield from _authorizing(link, subject, person)
    return Admission(link=link, subject=subject, person=person, is_authorized=is_authorized)


def same_customer(admission: Admission) -> "Story[CustomerRef]":
    """Return the link's customer; raises StaleCustomer where the project keeps no or another one for the subject."""
    link = admission.link
    try:
        found = yield from resolving_customer(admission.subject)
    except NoCustomer as error:
        gone = StaleCustomer(f"Link {link.public_id} was made for a customer. {error.detail}")
    else:
        if (found.id, found.account) == (link.customer, link.account):
            return found
        gone = StaleCustomer(f"Link {link.public_id} was made for another customer than the resolver names now.")
    raise gone


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
        raise UnknownLink(f"Link {public_id} is gone, or of the other mode than the API key.")
    return found


def _person(user: Any) -> Any:
    # A lazy request.user queries when it is first looked at, which coroutines may not.
    return user if getattr(user, "is_authenticated", False) else None


def _asks_who(link: PortalLink, person: Any) -> bool:
    # Staff who open somebody's portal have a way of their own, with a permission, a reason and a trail.
    is_for_holders = link.audience == Audience.HOLDER and portal_settings.LINK_HOLDERS
    return not is_for_holders or getattr(person, "is_staff", False)


def _authorizing(link: PortalLink, subject: "Model", person: Any) -> Story[bool]:
    """Tell whether this billing is theirs to manage; raises where the link is for nobody else."""
    is_for_others, reason = not _asks_who(link, person), "authorize() is not True."
    if person is None and not is_for_others:
        raise LinkNeedsSignIn(f"Link {link.public_id} is for somebody who is signed in.")
    try:
        if person and (yield from asking_resolver(user=person, subject=subject)):
            return True
    except NotAllowed as error:
        # Resolvers may refuse so, too.
        reason = error.detail
    if is_for_others:
        return False
    raise UnknownLink(f"Link {link.public_id} is not for {SubjectRef.of(person)}: {reason}")
