"""Links that staff send: made, redeemed, withdrawn."""

import pytest

from django_billing_portal.exceptions import LinkUsedUp
from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.services.links import find_invitation, issue_link, link_url, redeem_link, revoke_link

pytestmark = pytest.mark.django_db
ORIGIN = "https://shop.example"


def token_of(link):
    return link_url(link, origin=ORIGIN).rstrip("/").rpartition("/")[2]


def test_redeem_link__opens_the_portal(alice, stripe_world):
    link = issue_link(subject=alice, flow=PaymentMethodUpdate(), message="Please")
    token = token_of(link)
    assert find_invitation(token=token, user=alice).link == link
    session = redeem_link(token=token, user=alice, origin=ORIGIN)
    assert session.link == link
    assert redeem_link(token=token, user=alice, origin=ORIGIN) == session
    link.refresh_from_db()
    assert link.uses == 1
    with pytest.raises(LinkUsedUp):
        find_invitation(token=token, user=alice)
    assert revoke_link(link, reason="why not") is True
