"""Customers in the admin: whose they are, where Stripe shows them, who may enter what."""

import pytest
from django.contrib.admin.models import LogEntry

from django_billing_portal.admin.customers import dashboard_url
from django_billing_portal.models import PortalCustomer, PortalLink, PortalSession
from django_billing_portal.sandbox import faults
from tests.admin.conftest import desk_of
from tests.admin.forms import create, page_of, text_of
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory

LIST = "/admin/billing_portal/portalcustomer/"


def entered(subject, **changes):
    return {"subject_type": "auth.user", "subject_id": str(subject.pk), "customer": "cus_new", "account": ""} | changes


def errors(answer) -> dict[str, list[str]]:
    return {name: [*each] for name, each in answer.context["adminform"].form.errors.items()}


def rows(answer) -> list[str]:
    return [row.customer for row in answer.context["cl"].result_list]


def test_list__says_whose_they_are(desk, alice):
    PortalCustomerFactory(subject=alice, customer="cus_live", livemode=True)
    said = text_of(desk.get(LIST))
    assert "alice cus_live" in said
    assert "alice cus_alice" in said


def test_list__of_whoever_is_gone(desk, alice):
    pk = alice.pk
    alice.delete()
    assert f"auth.user:{pk} (gone)" in text_of(desk.get(LIST))


def test_list__many_cost_no_more_queries(desk, alice, django_assert_max_num_queries):
    for _ in range(20):
        PortalCustomerFactory()
        PortalCustomerFactory(subject=TeamFactory())
    with django_assert_max_num_queries(14):
        desk.get(LIST)


@pytest.mark.parametrize("term", ["cus_bob", "bob@example.com", "BOB"])
def test_list__searched_by_customer_and_by_who_it_is(desk, alice, bob, term):
    assert rows(desk.get(LIST, {"q": term})) == ["cus_bob"]


def test_list__searched_only_in_lists_that_one_may_see(staff_with, alice):
    clerk = desk_of(staff_with("view_portalcustomer"))
    assert rows(clerk.get(LIST, {"q": "alice@example.com"})) == []
    assert rows(clerk.get(LIST, {"q": "cus_alice"})) == ["cus_alice"]


def test_list__filtered(desk, alice):
    PortalCustomerFactory(subject=alice, customer="cus_live", livemode=True, account="acct_shop")
    assert rows(desk.get(LIST, {"livemode__exact": "1"})) == ["cus_live"]
    assert rows(desk.get(LIST, {"account": "acct_shop"})) == ["cus_live"]
    assert rows(desk.get(LIST, {"subject_type": "nordlicht.team"})) == []


@pytest.mark.parametrize(
    ("facts", "url"),
    [
        ({"livemode": True}, "https://dashboard.stripe.com/customers/cus_1"),
        ({}, "https://dashboard.stripe.com/test/customers/cus_1"),
        ({"account": "acct_shop"}, "https://dashboard.stripe.com/acct_shop/test/customers/cus_1"),
    ],
)
def test_dashboard__of_the_right_account_and_mode(facts, url):
    assert dashboard_url(PortalCustomer(customer="cus_1", **{"livemode": False, **facts})) == url


def test_dashboard__only_where_there_is_one(desk, alice, portal):
    PortalCustomerFactory(customer="")
    assert "dashboard.stripe.com" not in desk.get(LIST).content.decode()
    portal(API_BASE=None)
    page = desk.get(LIST).content.decode()
    assert '<a href="https://dashboard.stripe.com/test/customers/cus_alice" rel="noreferrer">cus_alice</a>' in page
    assert page.count("dashboard.stripe.com") == 1


def test_add__whoever_has_none(desk, eve):
    answer = desk.get(f"{LIST}add/")
    assert answer.context["adminform"].form.initial["livemode"] is False
    desk.post(f"{LIST}add/", entered(eve, subject_type="Auth.User", customer=" cus_eve "))
    assert str(PortalCustomer.objects.get()) == f"auth.user:{eve.pk}"
    assert PortalCustomer.objects.get().customer == "cus_eve"
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer": "sub_1"}, "customer"),
        ({"customer": ""}, "customer"),
        ({"customer": "cus_<b>"}, "customer"),
        ({"account": "shop"}, "account"),
        ({"subject_id": "77777"}, "subject_id"),
        ({"subject_id": ""}, "subject_id"),
        ({"subject_type": "auth.nothing"}, "subject_id"),
    ],
)
def test_add__refuses_what_cannot_be(desk, eve, changes, field):
    answer = desk.post(f"{LIST}add/", entered(eve, **changes))
    assert field in errors(answer)
    assert not PortalCustomer.objects.exists()


def test_add__refuses_a_second_one(desk, alice):
    answer = desk.post(f"{LIST}add/", entered(alice))
    assert "__all__" in errors(answer)
    assert PortalCustomer.objects.get().customer == "cus_alice"


def test_change__another_customer_of_the_same_person(desk, alice, bob):
    desk.post(page_of(alice, "change"), entered(bob, customer="acct_alice"))
    row = PortalCustomer.objects.get(subject_id=str(alice.pk))
    assert (row.customer, row.livemode) == ("acct_alice", False)


def test_change__only_with_permission(staff_with, alice):
    clerk = desk_of(staff_with("view_portalcustomer"))
    assert clerk.get(page_of(alice, "change")).status_code == 200
    assert clerk.post(page_of(alice, "change"), {"customer": "cus_new"}).status_code == 403
    assert clerk.post(f"{LIST}add/", entered(alice)).status_code == 403
    assert PortalCustomer.objects.get().customer == "cus_alice"


def test_change__leads_to_the_desk(desk, alice):
    page = desk.get(page_of(alice, "change")).content.decode()
    assert page_of(alice) in page
    assert page_of(alice, "at_stripe") in page


def test_at_stripe__says_what_would_work(desk, alice, minted):
    said = text_of(desk.get(page_of(alice, "at_stripe")))
    assert "Nordlicht Pro" in said
    assert "Cancel subscription : yes" in said
    assert "Alice Lind" in said


def test_at_stripe__says_what_would_not(desk, minted):
    user = UserFactory()
    PortalCustomerFactory(subject=user, customer="cus_nils")
    said = text_of(desk.get(page_of(user, "at_stripe")))
    assert "Live subscriptions None" in said
    assert "no_subscription" in said


def test_at_stripe__while_stripe_is_down(desk, alice, minted):
    faults.switch_on("missing_permission")
    assert "Stripe did not answer in time" in text_of(desk.get(page_of(alice, "at_stripe")))


def test_at_stripe__of_nobody(desk, alice):
    url = page_of(alice, "at_stripe")
    alice.delete()
    assert "Whoever is billed is gone." in text_of(desk.get(url))


def test_at_stripe__without_a_customer(desk, eve):
    PortalCustomerFactory(subject=eve, customer="")
    assert "They have no customer at Stripe yet." in text_of(desk.get(page_of(eve, "at_stripe")))


def test_at_stripe__another_one_than_the_row_says(desk, alice, minted):
    url = page_of(alice, "at_stripe")
    live = PortalCustomerFactory(subject=alice, customer="cus_live", livemode=True)
    said = text_of(desk.get(url.replace(url.split("/")[-3], str(live.pk))))
    assert "names another customer: cus_alice" in said


def test_at_stripe__not_without_permission(staff_with, alice):
    assert desk_of(staff_with()).get(page_of(alice, "at_stripe")).status_code == 403


def acts(client, row) -> list[str]:
    """Try to make a link, and to open the portal, from the page of a row."""
    page = f"{LIST}{row.pk}/"
    answers = create(client, f"{page}billing-link/"), client.post(f"{page}billing-portal/", {"reason": "she rang"})
    assert [answer.status_code for answer in answers] == [409, 409]
    assert not PortalLink.objects.exists()
    assert not PortalSession.objects.exists()
    return [text_of(answer) for answer in answers]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"livemode": True}, "This is a customer of live mode, but the site works in test mode."),
        ({"account": "acct_shop"}, "the project&#x27;s resolver names cus_alice."),
    ],
)
def test_row__of_another_customer_than_the_resolvers_is_not_acted_on(desk, alice, minted, facts, told):
    row = PortalCustomerFactory(subject=alice, customer="cus_bob", **facts)
    assert all(told in said for said in acts(desk, row))
    assert told in text_of(desk.get(f"{LIST}{row.pk}/billing-link/"))


def test_row__of_test_mode_on_a_live_site(desk, alice, minted, portal):
    row = PortalCustomer.objects.get()
    portal(API_KEY="sk_live_suite", API_BASE=None)
    told = "This is a customer of test mode, but the site works in live mode."
    assert all(told in said for said in acts(desk, row))
