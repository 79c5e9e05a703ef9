"""The list of links and the page of one: where each stands, what became of it, and never its address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from django_billing_portal.admin.filters import in_state
from django_billing_portal.admin.links import PortalLinkAdmin
from django_billing_portal.models import PortalBatch, PortalLink
from django_billing_portal.models.states import Audience, LinkState, Outcome, Status
from django_billing_portal.services.links import link_url
from django_billing_portal.services.trail import Act, record_act
from tests.admin.conftest import desk_of
from tests.factories import PortalLinkFactory, PortalSessionFactory, UserFactory

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
LIST = reverse("admin:billing_portal_portallink_changelist")


def page_of(link):
    return reverse("admin:billing_portal_portallink_change", args=[link.pk])


def in_every_state():
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    return {
        "live": PortalLinkFactory(),
        "used_up": PortalLinkFactory(uses=1),
        "expired": PortalLinkFactory(expires_at=yesterday),
        "revoked": PortalLinkFactory(revoked_at=now),
        "used_up and expired": PortalLinkFactory(uses=1, expires_at=yesterday),
        "all at once": PortalLinkFactory(uses=1, expires_at=yesterday, revoked_at=now),
    }


def listed(client, **query):
    return set(client.get(LIST, query).context["cl"].result_list)


def test_list__says_where_each_link_stands(desk, sigrid, alice):
    PortalLinkFactory(person=alice, issued_by=sigrid, flow_type="subscription_cancel", flow_name="leave", uses=1)

    page = desk.get(LIST).content.decode()
    for words in ("used up", f"alice (auth.user:{alice.pk})", "Cancel subscription (leave)", "1 of 1", "not sent"):
        assert words in page
    assert "sigrid" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"send_failure": "no such box"}, "not sent: no such box"),
        ({"sending_at": SUMMER}, "being sent"),
        ({"sending_at": SUMMER, "send_failure": "no answer"}, "perhaps sent: no answer"),
        ({"sent_at": SUMMER}, ">sent<"),
        ({"sent_at": SUMMER, "send_failure": "no such box"}, "sent, but not again: no such box"),
    ],
)
def test_list__says_whether_it_was_sent(desk, facts, words):
    PortalLinkFactory(**facts)

    assert words in desk.get(LIST).content.decode()


@pytest.mark.parametrize("state", LinkState)
def test_in_state__as_the_row_says(db, state):
    links = in_every_state().values()

    found = set(PortalLink.objects.filter(in_state(state)))

    assert found == {link for link in links if link.state == state}
    assert found


def test_list__filtered_by_state(desk):
    links = in_every_state()

    assert listed(desk, state="live") == {links["live"]}
    assert listed(desk) == set(links.values())


def test_list__filtered_by_nonsense_is_empty(desk):
    in_every_state()

    assert listed(desk, state="nonsense") == set()


def test_list__filtered_by_flow(desk):
    home, card = PortalLinkFactory(), PortalLinkFactory(flow_type="payment_method_update")

    assert listed(desk, flow="home") == {home}
    assert listed(desk, flow="payment_method_update") == {card}


def test_list__filtered_by_source(desk):
    made, own = PortalLinkFactory(source="admin"), PortalLinkFactory(source="our newsletter")

    assert listed(desk, source="admin") == {made}
    assert listed(desk, source="other") == {own}


def test_list__filtered_by_audience_and_date(desk):
    old = timezone.now() - timedelta(days=40)
    PortalLinkFactory(created_at=old)
    PortalLinkFactory()
    open_to_all = PortalLinkFactory(audience=Audience.HOLDER)

    week = str(timezone.now() - timedelta(days=7))
    assert listed(desk, audience__exact="holder", created_at__gte=week) == {open_to_all}


@pytest.mark.parametrize("what", ["subject_id", "subject_name", "customer", "email", "public_id", "maker"])
def test_list__searched(desk, sigrid, what):
    PortalLinkFactory(customer="cus_other")
    named = {"subject_id": "b-4711", "subject_name": "Berta Berg", "email": "berta@example.net"}
    link = PortalLinkFactory(issued_by=sigrid, **named)
    words = "sigrid" if what == "maker" else str(getattr(link, what))

    assert listed(desk, q=words) == {link}


def test_list__many_links_cost_no_more_queries(desk, django_assert_max_num_queries):
    for number in range(15):
        PortalLinkFactory(issued_by=UserFactory(), subject_name=f"person {number}")

    with django_assert_max_num_queries(6):
        assert len(listed(desk)) == 15


def test_list__counts_only_so_far(desk, monkeypatch):
    monkeypatch.setattr("django_billing_portal.admin.ledger.MOST", 3)
    monkeypatch.setattr(PortalLinkAdmin, "list_per_page", 2)
    for _ in range(5):
        PortalLinkFactory()

    response = desk.get(LIST, {"p": 2})

    assert (response.context["cl"].result_count, len(response.context["cl"].result_list)) == (3, 1)
    assert "Only the newest 3 are listed" in response.content.decode()


def test_page__tells_who_used_it(desk, alice):
    link = PortalLinkFactory(person=alice, uses=1)
    visit = PortalSessionFactory(user=alice, link=link, source="link", status=Status.OPEN, outcome=Outcome.COMPLETED)
    PortalSessionFactory(user=None, subject_id="1", link=link, status=Status.FAILED, failure="stripe_refused")

    page = desk.get(page_of(link)).content.decode()
    assert reverse("admin:billing_portal_portalsession_change", args=[visit.pk]) in page
    for words in ("whoever held the link", "failed (stripe_refused)", "completed", "alice"):
        assert words in page


def test_page__tells_what_staff_did(desk, sigrid, alice):
    link = PortalLinkFactory(person=alice)
    record_act(Act.SENT_LINK, user=sigrid, target=link, message="alice@example.com")
    record_act(Act.SENT_LINK, user=sigrid, target=PortalLinkFactory(), message="to somebody else")

    page = desk.get(page_of(link)).content.decode()
    assert "Sent the billing link by e-mail: alice@example.com" in page
    assert "somebody else" not in page


def test_page__of_a_link_without_a_past(desk):
    page = desk.get(page_of(PortalLinkFactory())).content.decode()

    assert "Nobody yet." in page
    assert "Nothing that is written down here." in page


def test_page__names_the_batch_that_made_it(staff_with, desk, sigrid, alice):
    link = PortalLinkFactory(person=alice, source="batch")
    batch = PortalBatch.objects.create(wishes={}, created_by=sigrid)
    batch.entries.create(subject_type="auth.user", subject_id=str(alice.pk), link=link)
    leads_on = reverse("admin:billing_portal_portalbatch_progress", args=[batch.pk])

    page = desk.get(page_of(link)).content.decode()
    assert "Made by a batch that sigrid started on" in page
    assert f'<a href="{leads_on}">Batch {batch.pk}</a>' in page
    assert "Nothing that is written down here." not in page
    page = desk_of(staff_with("view_portallink")).get(page_of(link)).content.decode()
    assert f"Batch {batch.pk}" in page
    assert leads_on not in page


def test_page__leads_to_visits_only_those_who_may_see_them(staff_with, alice):
    link = PortalLinkFactory(person=alice)
    PortalSessionFactory(user=alice, link=link)

    page = desk_of(staff_with("view_portallink")).get(page_of(link)).content.decode()
    assert "/portalsession/" not in page
    assert "whoever held" not in page


@pytest.mark.parametrize("what", ["list", "page", "history"])
def test_pages__never_hold_the_address(desk, sigrid, what):
    link = PortalLinkFactory()
    record_act(Act.COPIED_LINK, user=sigrid, target=link)
    history = reverse("admin:billing_portal_portallink_history", args=[link.pk])

    page = desk.get({"list": LIST, "page": page_of(link), "history": history}[what]).content.decode()

    token = link_url(link).rstrip("/").rpartition("/")[2]
    assert token not in page
    assert token.partition(":")[0] not in page


def test_page__shows_a_row_that_a_later_release_wrote(desk):
    link = PortalLinkFactory(flow_type="subscription_renew", flow_data={"v": 9})

    assert "subscription_renew" in desk.get(page_of(link)).content.decode()


@pytest.mark.parametrize("page", ["add", "delete", "save"])
def test_pages__nobody_adds_changes_or_deletes(desk, page):
    link = PortalLinkFactory()
    urls = {
        "add": reverse("admin:billing_portal_portallink_add"),
        "delete": reverse("admin:billing_portal_portallink_delete", args=[link.pk]),
        "save": page_of(link),
    }

    assert desk.post(urls[page], {"message": "changed"}).status_code == 403
    assert PortalLink.objects.get().message == ""


def test_ledger__no_action_but_ours(sigrid):
    request = RequestFactory().get(LIST)
    request.user = sigrid
    links = admin.site.get_model_admin(PortalLink)

    assert set(links.get_actions(request)) == {"revoke_links"}
