"""Links that staff send: make one, show what it asks for, redeem it, withdraw it. Making one asks Stripe nothing."""

from functools import partial
from inspect import Parameter, Signature, signature
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from django.db import router, transaction
from django.urls import NoReverseMatch, reverse

from .. import tokens
from ..exceptions import NotConfigured
from ..models import PortalLink
from ..redirects import site_origin
from ..signals import link_revoked
from .admission import PURPOSE
from .invitations import Invitation, inviting
from .issuing import issuing
from .orders import REASON_LENGTH
from .redemption import redeeming
from .stories import Records, Story
from .terms import TAKERS, LinkWishes
from .verbs import aperform, perform

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import PortalSession

__all__ = [
    "Invitation",
    "afind_invitation",
    "aissue_link",
    "aredeem_link",
    "arevoke_link",
    "find_invitation",
    "issue_link",
    "link_url",
    "redeem_link",
    "revoke_link",
]


Issue = TypeVar("Issue", bound="Callable[..., object]")


def _taking_wishes(issue: Issue) -> Issue:
    # Type checkers and editors read LinkWishes; help() and notebooks read this.
    words = chain.from_iterable(signature(taker).parameters.values() for taker in (issuing, *TAKERS))
    named = [word for word in words if word.kind is Parameter.KEYWORD_ONLY]
    issue.__signature__ = Signature(named, return_annotation=PortalLink)  # type: ignore[attr-defined]
    return issue


@_taking_wishes
def issue_link(**wishes: Unpack[LinkWishes]) -> PortalLink:
    """Return a new link for the subject's customer, or the one that ``request_id`` made before.

    Raises NoCustomer, InvalidLink, or what mint_session() raises for flows, places and configurations that are not
    declared. Whether Stripe would accept the flow, preflight() says.
    """
    return perform(partial(issuing, **wishes))


@_taking_wishes
async def aissue_link(**wishes: Unpack[LinkWishes]) -> PortalLink:
    """See issue_link()."""
    return await aperform(partial(issuing, **wishes))


def link_url(link: PortalLink, *, origin: str | None = None) -> str:
    """Return the absolute address of a link, which is as good as the link itself; nowhere else is it written down."""
    try:
        path = reverse("billing_portal:link", args=[tokens.sign_id(PURPOSE, link.public_id)])
    except NoReverseMatch:
        raise NotConfigured("The URLconf does not include django_billing_portal.urls.") from None
    return site_origin(origin) + path


def find_invitation(*, token: str, user: Any) -> Invitation:
    """Return what a link asks of this person; mints nothing, writes nothing, and raises as redeem_link() does."""
    return perform(partial(inviting, token=token, user=user))


async def afind_invitation(*, token: str, user: Any) -> Invitation:
    """See find_invitation()."""
    return await aperform(partial(inviting, token=token, user=user))


def redeem_link(
    *, token: str, user: Any, visit: str = "", home: bool = False, origin: str | None = None, address: str = ""
) -> "PortalSession":
    """Use a link, and return the session that it opens; with ``home``, at the portal's home page.

    ``visit`` makes two presses of one page the same where nobody is signed in, and ``address`` is the client's, for
    the limit of those. Raises a BillingPortalError, already logged; whatever fails spends no use.
    """
    words = {"token": token, "user": user, "visit": visit, "home": home, "origin": origin, "address": address}
    return perform(partial(redeeming, **words))


async def aredeem_link(
    *, token: str, user: Any, visit: str = "", home: bool = False, origin: str | None = None, address: str = ""
) -> "PortalSession":
    """See redeem_link()."""
    words = {"token": token, "user": user, "visit": visit, "home": home, "origin": origin, "address": address}
    return await aperform(partial(redeeming, **words))


def revoke_link(link: PortalLink, *, by: Any = None, reason: str) -> bool:
    """Withdraw a link, and tell whether this call did: whoever withdraws it again changes nothing."""
    return perform(partial(_revoking, link, by, reason))


async def arevoke_link(link: PortalLink, *, by: Any = None, reason: str) -> bool:
    """See revoke_link()."""
    return await aperform(partial(_revoking, link, by, reason))


def _revoking(link: PortalLink, by: Any, reason: str) -> Story[bool]:
    done: bool = yield Records(partial(_revoke, link, by, reason))
    return done


def _revoke(link: PortalLink, by: Any, reason: str) -> bool:
    links = PortalLink.objects.using(router.db_for_write(PortalLink))
    done: bool = links.revoke(link, by=by, reason=reason[:REASON_LENGTH])
    if done:
        tell = partial(link_revoked.send_robust, PortalLink, link=link, user=by)
        transaction.on_commit(tell, using=links.db)
    return done
