"""Two clicks on one page's button are one e-mail: what the page showed is compared with what there is."""

import pytest
from asgiref.sync import async_to_sync
from django.core import mail
from django.utils import timezone

from django_billing_portal.exceptions import AlreadySent, EmailUnsure
from django_billing_portal.models import PortalLink
from django_billing_portal.resolvers import Callables
from django_billing_portal.services.letters import asend_link, send_link
from django_billing_portal.services.links import issue_link


@pytest.fixture
def link(alice):
    return issue_link(subject=alice)


def contact_that(does):
    """Do something while the e-mail is composed."""

    def contact(*, subject):
        does()
        return "alice@example.com"

    return Callables(resolve=lambda subject: "cus_alice", contact=contact)


def test_seen__one_email_for_a_page(link):
    seen = link.sendings
    send_link(link, seen=seen)
    with pytest.raises(AlreadySent):
        send_link(link, seen=seen)

    assert (link.sends, len(mail.outbox)) == (1, 1)


def test_seen__the_next_page_sends_again(link):
    for _ in range(2):
        send_link(link, seen=link.sendings)

    assert (link.sends, len(mail.outbox)) == (2, 2)


def test_seen__async_twin(link):
    with pytest.raises(AlreadySent):
        async_to_sync(asend_link)(link, seen="1")

    assert mail.outbox == []


@pytest.mark.parametrize("changes", [{"sends": 1}, {"sending_at": timezone.now()}], ids=["sent", "being sent"])
def test_seen__somebody_else_was_faster(link, options, changes):
    options(RESOLVER=contact_that(lambda: PortalLink.objects.update(**changes)))

    with pytest.raises(AlreadySent):
        send_link(link, seen=link.sendings)

    assert mail.outbox == []
    assert PortalLink.objects.get().send_failure == ""


def test_seen__a_doubt_is_decided_once(link, options):
    def lose(*, message):
        raise TimeoutError

    options(LINK_SENDER=lose)
    before = link.sendings
    with pytest.raises(EmailUnsure):
        send_link(link, seen=before)
    options(LINK_SENDER=None)
    with pytest.raises(AlreadySent):
        send_link(link, seen=before)

    assert send_link(link, seen=link.sendings).sends == 1
