"""Links as the suite sends them: for a team of alice's, so that who is billed and who presses can be two."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from django_billing_portal import flows
from django_billing_portal.models import PortalLink
from django_billing_portal.resolvers import AttributePath
from django_billing_portal.services.links import issue_link, link_url, revoke_link
from tests.people.models import Team
from tests.services.foresight import change

ORIGIN = "http://testserver"
TEAMS = AttributePath("stripe_customer_id", authorize=lambda *, user, subject: subject.owner == user)
CANCEL = flows.SubscriptionCancel()


def path_of(link: PortalLink) -> str:
    return link_url(link, origin=ORIGIN).removeprefix(ORIGIN)


def token_of(link: PortalLink) -> str:
    return path_of(link).split("/")[-2]


def link_in_state(state: str, team: Team, **wishes: Any) -> PortalLink:
    """Send a link, and let something happen to it."""
    link = issue_link(subject=team, **wishes)
    HAPPENINGS[state](PortalLink.objects.get(pk=link.pk))
    return link


def _expire(link: PortalLink) -> None:
    PortalLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


HAPPENINGS = {
    "live": lambda _link: None,
    "expired": _expire,
    "revoked": lambda link: revoke_link(link, reason="Sent to the wrong address."),
    "used up": lambda _link: PortalLink.objects.update(uses=1),
    "impossible": lambda _link: change("sub_alice", cancel_at_period_end=True),
    "subject gone": lambda link: Team.objects.filter(pk=link.subject_id).delete(),
    "customer changed": lambda link: Team.objects.filter(pk=link.subject_id).update(stripe_customer_id="cus_bob"),
    "customer gone": lambda link: Team.objects.filter(pk=link.subject_id).update(stripe_customer_id=""),
    "of the other mode": lambda _link: PortalLink.objects.update(livemode=True),
    "deleted": lambda link: link.delete(),
}


def forms_of(response: Any) -> list[dict[str, str]]:
    """Read what the buttons of a page post."""
    page = response.content.decode()
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    return [
        {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="(.*?)"', form)} for form in forms
    ]
