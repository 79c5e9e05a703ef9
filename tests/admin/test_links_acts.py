"""What staff do with a link: send it, see its address, revoke it; each is written down once, where it was done."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from django_billing_portal.admin import revoking
from django_billing_portal.models import PortalLink
from django_billing_portal.services.links import link_url
from django_billing_portal.services.trail import Act
from django_billing_portal.signals import link_revoked, link_sent, staff_acted
from tests.admin.conftest import desk_of
from tests.factories import PortalLinkFactory

LIST = reverse("admin:billing_portal_portallink_changelist")
ACTS = ("send", "copy", "revoke")


def page_of(link, page="change"):
    return reverse(f"admin:billing_portal_portallink_{page}", args=[link.pk])


@pytest.fixture
def link(alice):
    return PortalLinkFactory(person=alice)


@pytest.fixture
def heard():
    """Hear what is told, in order: acts as words, other signals themselves."""
    found = []

    def hear(sender, signal, **words):
        found.append(words.get("act", signal))

    for signal in (staff_acted, link_revoked, link_sent):
        signal.connect(hear)
    yield found
    for signal in (staff_acted, link_revoked, link_sent):
        signal.disconnect(hear)


def send(desk, link, page=None):
    """Press the button of a page that was opened before, or is now."""
    page = page or desk.get(page_of(link, "send"))
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]
    return desk.post(page_of(link, "send"), {"seen": seen}, follow=True)


def acts():
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]


def told(response):
    return " ".join(map(str, response.context["messages"]))


@pytest.mark.parametrize("act", ACTS)
def test_acts__looking_does_nothing(desk, link, act, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.get(page_of(link, act))

    assert response.status_code == 200
    assert (acts(), mail.outbox, heard) == ([], [], [])
    assert link_url(link) not in response.content.decode()
    assert PortalLink.objects.get().state == "live"


@pytest.mark.parametrize("act", ACTS)
def test_acts__of_a_link_that_is_gone(desk, act):
    assert desk.get(reverse(f"admin:billing_portal_portallink_{act}", args=[4711])).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_acts__by_no_other_method(desk, link, act):
    assert desk.put(page_of(link, act)).status_code == 405


def test_send__sends_and_says_so(desk, sigrid, link, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(desk, link)

    [letter] = mail.outbox
    assert letter.to == ["alice@example.com"]
    assert "The link was sent to alice@example.com." in told(response)
    assert acts() == ["Sent the billing link by e-mail: alice@example.com"]
    assert heard == [link_sent, Act.SENT_LINK]


def test_send__again_is_the_same_link(desk, link):
    for _ in range(2):
        send(desk, link)

    assert [link_url(link) in letter.body for letter in mail.outbox] == [True, True]
    assert "It was sent 2 times before" in desk.get(page_of(link, "send")).content.decode()
    assert "Send again" in desk.get(page_of(link)).content.decode()


def test_send__two_clicks_on_one_page_are_one_email(desk, link):
    page = desk.get(page_of(link, "send"))
    responses = [send(desk, link, page) for _ in range(2)]

    assert len(mail.outbox) == 1
    assert "The e-mail was sent already, or is being sent." in told(responses[1])
    assert acts() == ["Sent the billing link by e-mail: alice@example.com"]


def test_send__not_where_the_page_does_not_say_what_it_showed(desk, link):
    response = desk.post(page_of(link, "send"))

    assert 'name="seen" value="0"' in response.content.decode()
    assert mail.outbox == []


def test_send__a_failure_hides_no_email_that_was_sent_before(desk, link, portal):
    def refuse(*, message):
        raise ConnectionRefusedError

    send(desk, link)
    portal(LINK_SENDER=refuse)
    response = send(desk, link)

    assert "The e-mail could not be sent." in told(response)
    assert "sent, but not again: " in response.content.decode()


def test_send__a_failure_is_shown_and_can_be_repeated(desk, link, portal):
    def refuse(*, message):
        raise ConnectionRefusedError

    portal(LINK_SENDER=refuse)
    response = send(desk, link)

    assert "The e-mail could not be sent." in told(response)
    assert "not sent:" in response.content.decode()
    assert acts() == []
    assert "Last time it was not sent" in desk.get(page_of(link, "send")).content.decode()
    portal(LINK_SENDER=None)
    send(desk, link)
    assert len(mail.outbox) == 1


def test_send__says_where_nobody_saw_the_end(desk, link):
    PortalLink.objects.update(sending_at=timezone.now(), email="")

    page = desk.get(page_of(link, "send")).content.decode()
    assert "nobody saw the end of it" in page
    assert "The link goes to the address that the project" in page


def test_copy__shows_the_address_to_whoever_asks_and_writes_it_down(
    desk, link, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(page_of(link, "copy"))

    assert f'value="{link_url(link)}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert acts() == ["Saw the address of the billing link"]
    assert heard == [Act.COPIED_LINK]


def test_copy__warns_of_links_for_whoever_holds_them(desk, alice):
    page = desk.get(page_of(PortalLinkFactory(person=alice, audience="holder"), "copy")).content.decode()

    assert "Whoever has it may use it" in page


@pytest.mark.parametrize("act", ["send", "copy"])
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"revoked_at": timedelta(0)}, "withdrawn"),
        ({"expires_at": timedelta(0)}, "expired"),
        ({"uses": 1}, "used already"),
    ],
    ids=["revoked", "expired", "used up"],
)
def test_acts__not_on_links_that_work_no_more(desk, link, act, facts, words):
    now = timezone.now()
    PortalLink.objects.update(
        **{name: now if isinstance(value, timedelta) else value for name, value in facts.items()}
    )

    response = desk.post(page_of(link, act), follow=True)

    assert words in told(response)
    assert (acts(), mail.outbox) == ([], [])


def test_revoke__asks_why(desk, link):
    response = desk.post(page_of(link, "revoke"), {"said": "yes", "reason": " "})

    assert "This field is required." in response.content.decode()
    assert PortalLink.objects.get().revoked_at is None


def test_revoke__withdraws_and_writes_down_why(desk, sigrid, link, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(page_of(link, "revoke"), {"said": "yes", "reason": "wrong plan"}, follow=True)

    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_reason) == (sigrid, "wrong plan")
    assert "1 link was revoked." in told(response)
    assert acts() == ["Revoked the billing link: wrong plan"]
    assert heard == [link_revoked, Act.REVOKED_LINK]


def test_revoke__again_changes_nothing(desk, link):
    for reason in ("first", "second"):
        response = desk.post(page_of(link, "revoke"), {"said": "yes", "reason": reason}, follow=True)

    assert "1 link had been revoked before." in told(response)
    assert PortalLink.objects.get().revoked_reason == "first"
    assert len(acts()) == 1


def test_revoke__many_from_the_list(desk, alice):
    links = [PortalLinkFactory(person=alice) for _ in range(3)]
    chosen = {"action": "revoke_links", "_selected_action": [link.pk for link in links[:2]]}

    asked = desk.post(f"{LIST}?state=live", {**chosen, "index": 0})
    assert "2 links will not work any more." in asked.content.decode()
    assert asked.content.decode().count('name="_selected_action"') == 2

    done = desk.post(f"{LIST}?state=live", {**chosen, "said": "yes", "reason": "all wrong"}, follow=True)
    assert "2 links were revoked." in told(done)
    assert [link.state for link in PortalLink.objects.order_by("pk")] == ["revoked", "revoked", "live"]
    assert acts() == ["Revoked the billing link: all wrong"] * 2


def test_revoke__all_that_a_filter_lets_through(desk, alice):
    for _ in range(25):
        PortalLinkFactory(person=alice)
    PortalLinkFactory(source="batch")
    chosen = {"action": "revoke_links", "_selected_action": [PortalLink.objects.first().pk], "select_across": "1"}

    asked = desk.post(f"{LIST}?source=admin", {**chosen, "index": 0}).content.decode()
    assert "25 links will not work any more." in asked
    assert '<input type="hidden" name="select_across" value="1">' in asked
    assert asked.count(" for alice</li>") == 20

    desk.post(f"{LIST}?source=admin", {**chosen, "said": "25", "reason": "all wrong"})
    assert PortalLink.objects.filter(revoked_at=None).get().source == "batch"


def test_revoke__nothing_where_a_filter_lets_others_through_meanwhile(desk, alice):
    PortalLinkFactory(person=alice)
    chosen = {"action": "revoke_links", "_selected_action": [PortalLink.objects.get().pk], "select_across": "1"}
    assert 'name="said" value="1"' in desk.post(LIST, {**chosen, "index": 0}).content.decode()
    PortalLinkFactory(person=alice)

    done = desk.post(LIST, {**chosen, "said": "1", "reason": "all wrong"}, follow=True)

    assert "The list has changed meanwhile." in told(done)
    assert PortalLink.objects.filter(revoked_at=None).count() == 2
    assert acts() == []


def test_revoke__no_more_at_once_than_a_request_can(desk, alice, monkeypatch):
    monkeypatch.setattr(revoking, "MOST", 2)
    monkeypatch.setattr(revoking, "CHUNK", 1)
    links = [PortalLinkFactory(person=alice) for _ in range(3)]
    chosen = {"action": "revoke_links", "said": "yes", "reason": "all wrong"}

    refused = desk.post(LIST, {**chosen, "_selected_action": [link.pk for link in links]}, follow=True)
    assert "No more than 2 links can be revoked at once" in told(refused)
    assert acts() == []

    desk.post(LIST, {**chosen, "_selected_action": [link.pk for link in links[1:]]})
    assert [link.state for link in PortalLink.objects.order_by("pk")] == ["live", "revoked", "revoked"]


def test_revoke__forbidden_beside_a_sites_own_action(staff_with, link):
    def export(model_admin, request, queryset):
        """Belongs to the project."""

    admin.site.add_action(export)
    try:
        chosen = {"action": "revoke_links", "_selected_action": [link.pk], "said": "yes", "reason": "wrong"}
        assert desk_of(staff_with("view_portallink")).post(LIST, chosen).status_code == 403
    finally:
        del admin.site._actions["export"], admin.site._global_actions["export"]


@pytest.mark.parametrize(
    ("facts", "offered"),
    [({}, {"send", "copy", "revoke"}), ({"uses": 1}, {"revoke"}), ({"revoked_at": timezone.now}, set())],
    ids=["live", "used up", "revoked"],
)
def test_tools__what_still_makes_sense(desk, alice, facts, offered):
    link = PortalLinkFactory(
        person=alice, **{name: value() if callable(value) else value for name, value in facts.items()}
    )

    page = desk.get(page_of(link)).content.decode()
    assert {act for act in ACTS if page_of(link, act) in page} == offered


@pytest.mark.parametrize("act", ACTS)
def test_tools__what_one_may(staff_with, link, act):
    page = desk_of(staff_with("view_portallink", f"{act}_portallink")).get(page_of(link)).content.decode()

    assert {each for each in ACTS if page_of(link, each) in page} == {act}
