"""The ledger of sessions: who opened whose portal, by which door, and what became of it; never a URL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from django_billing_portal.admin.sessions import PortalSessionAdmin
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Outcome, Status
from django_billing_portal.services.sessions import mint_session
from tests.admin.conftest import desk_of
from tests.factories import PortalLinkFactory, PortalSessionFactory, UserFactory

LIST = reverse("admin:billing_portal_portalsession_changelist")


def page_of(session, page="change"):
    return reverse(f"admin:billing_portal_portalsession_{page}", args=[session.pk])


def listed(client, **query):
    return set(client.get(LIST, query).context["cl"].result_list)


def test_list__says_who_did_what_for_whom(desk, alice, bob):
    PortalSessionFactory(
        user=bob,
        subject_id=str(alice.pk),
        source="staff",
        flow_type="subscription_cancel",
        status=Status.OPEN,
        outcome=Outcome.COMPLETED,
        returned_at=datetime(2026, 7, 1, 12, tzinfo=UTC),
    )

    page = desk.get(LIST).content.decode()
    for words in (
        ">bob<",
        f">auth.user:{alice.pk}<",
        ">Cancel subscription<",
        ">staff<",
        ">opened<",
        ">completed<",
        ">07/01/2026 7 a.m.<",
    ):
        assert words in page


def test_list__says_why_it_failed(desk, alice):
    PortalSessionFactory(user=alice, status=Status.FAILED, failure="stripe_unavailable")

    assert ">failed (stripe_unavailable)<" in desk.get(LIST).content.decode()


def test_list__leads_to_the_link(desk, alice):
    link = PortalLinkFactory(person=alice)
    PortalSessionFactory(user=alice, link=link, source="link")

    page = desk.get(LIST).content.decode()
    assert f'<a href="{reverse("admin:billing_portal_portallink_change", args=[link.pk])}">link</a>' in page


def test_list__on_a_site_without_links(alice):
    session = PortalSessionFactory(user=alice, link=PortalLinkFactory(person=alice), source="link")
    site = admin.AdminSite(name="other")
    site.register(PortalSession, PortalSessionAdmin)

    assert site.get_model_admin(PortalSession).minted_by(session) == "link"


def test_list__a_word_of_the_projects_own(desk, alice):
    PortalSessionFactory(user=alice, source="our newsletter")

    assert "our newsletter" in desk.get(LIST).content.decode()


@pytest.mark.parametrize("page", ["list", "page", "history"])
def test_pages__never_hold_the_url(desk, alice, minted, page):
    session = mint_session(user=alice)
    stored = PortalSession.objects.get()
    urls = {"list": LIST, "page": page_of(session), "history": page_of(session, "history")}

    answer = desk.get(urls[page]).content.decode()
    for secret in (session.url, stored.encrypted_url, stored.key, "encrypted_url"):
        assert secret
        assert secret not in answer


def test_page__says_why_staff_opened_it(desk, alice):
    session = PortalSessionFactory(user=alice, source="staff", reason="she rang")

    assert "she rang" in desk.get(page_of(session)).content.decode()


@pytest.mark.parametrize("what", ["subject_id", "customer", "stripe_id", "public_id", "person"])
def test_list__searched(desk, alice, bob, what):
    PortalSessionFactory(user=bob, customer="cus_bob")
    session = PortalSessionFactory(user=alice, subject_id="4711", stripe_id="bps_1")
    words = "alice" if what == "person" else str(getattr(session, what))

    assert listed(desk, q=words) == {session}


@pytest.mark.parametrize(
    ("query", "facts"),
    [
        ({"status__exact": "failed"}, {"status": Status.FAILED}),
        ({"outcome__exact": "returned"}, {"outcome": Outcome.RETURNED}),
        ({"flow": "subscription_pause"}, {"flow_type": "subscription_pause"}),
        ({"source": "api"}, {"source": "api"}),
        ({"livemode__exact": "1"}, {"livemode": True}),
    ],
    ids=["status", "outcome", "flow", "source", "mode"],
)
def test_list__filtered(desk, alice, query, facts):
    PortalSessionFactory(user=alice)
    wanted = PortalSessionFactory(user=alice, **facts)

    assert listed(desk, **query) == {wanted}


def test_list__filtered_by_date(desk, alice):
    PortalSessionFactory(user=alice, created_at=timezone.now() - timedelta(days=30))
    new = PortalSessionFactory(user=alice)
    [dates] = (spec for spec in desk.get(LIST).context["cl"].filter_specs if spec.title == "created")
    week = dates.links[2][1]

    assert listed(desk, **week) == {new}


def test_list__many_sessions_cost_no_more_queries(desk, django_assert_max_num_queries):
    for _ in range(15):
        PortalSessionFactory(user=UserFactory(), link=PortalLinkFactory(), source="link")

    with django_assert_max_num_queries(5):
        assert len(listed(desk)) == 15


def test_list__counts_no_million(desk, alice, django_assert_max_num_queries):
    PortalSessionFactory(user=alice)

    with django_assert_max_num_queries(5) as queries:
        desk.get(LIST)

    counts = [query["sql"] for query in queries.captured_queries if "COUNT(" in query["sql"]]
    assert len(counts) == 1
    assert "LIMIT 10000" in counts[0]


@pytest.mark.parametrize("page", ["add", "delete", "save"])
def test_pages__nobody_adds_changes_or_deletes(desk, alice, page):
    session = PortalSessionFactory(user=alice)
    urls = {
        "add": reverse("admin:billing_portal_portalsession_add"),
        "delete": page_of(session, "delete"),
        "save": page_of(session),
    }

    assert desk.post(urls[page], {"source": "changed"}).status_code == 403
    assert PortalSession.objects.get().source == "code"


def test_list__leads_to_the_charts_those_who_may_see_them(desk, staff_with):
    charts = reverse("admin:billing_portal_portalsession_charts")

    assert charts in desk.get(LIST).content.decode()
    assert charts not in desk_of(staff_with("view_portalsession")).get(LIST).content.decode()
