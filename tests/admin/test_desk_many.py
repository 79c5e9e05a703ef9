"""The desk of many: one form, one signed field for 5,000 people, one batch."""

import uuid

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import resolve

from django_billing_portal.admin.selection import Selection
from django_billing_portal.models import PortalBatch, PortalCustomer, PortalLink
from django_billing_portal.services.batches import run_batch
from tests.admin.conftest import desk_of
from tests.admin.forms import filled_in, text_of
from tests.admin.office import site
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory
from tests.people.models import Team

LIST = "/admin/billing_portal/portalcustomer/"
ACTION = "issue_billing_links"
NAMES = ("ada", "bea", "cem")


def selecting(*rows, **more):
    return {"action": ACTION, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}


def post(client, begun, **changes):
    """Fill in the form that an action answered with."""
    return client.post(begun.context["action"], filled_in(selection=begun.context["selection"], **changes))


def told(answer) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]


@pytest.fixture
def rows(minted):
    return [PortalCustomerFactory(subject=UserFactory(username=name)) for name in NAMES]


def test_form__for_many_has_nothing_of_one_customer(desk, rows):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    assert "3 customers get a link of their own each" in text_of(begun)
    assert not {"subscription", "email"} & {*begun.context["form"].fields}
    assert "price_pro_yearly" in begun.content.decode()
    assert not PortalBatch.objects.exists()


def test_form__is_checked_without_stripe(desk, rows):
    answer = post(desk, desk.post(LIST, selecting(*rows), follow=True), _check="1", message="Hello")
    assert "This was not checked with Stripe." in text_of(answer)
    assert not PortalBatch.objects.exists()


def test_form__with_mistakes(desk, rows):
    answer = post(
        desk, desk.post(LIST, selecting(*rows), follow=True), _create="1", what="subscription_update_confirm"
    )
    assert "price" in answer.context["form"].errors
    assert not PortalBatch.objects.exists()


def test_create__starts_a_batch(desk, sigrid, rows):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    answer = post(desk, begun, _create="1", send="on", message="Hello", max_age="86400")
    batch = PortalBatch.objects.get()
    assert answer["Location"] == f"/admin/billing_portal/portalbatch/{batch.pk}/progress/"
    assert (batch.sends, batch.created_by, batch.wishes["message"]) == (True, sigrid, "Hello")
    assert (batch.wishes["max_age"], batch.wishes["origin"]) == (86400, "http://testserver")
    people = batch.entries.values_list("subject_type", "subject_id", "subject_name")
    assert {*people} == {("auth.user", row.subject_id, name) for row, name in zip(rows, NAMES, strict=True)}
    assert not PortalLink.objects.exists()


def test_create__twice_is_one_batch(desk, rows):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    form = filled_in(selection=begun.context["selection"], _create="1")
    first, second = (desk.post(begun.context["action"], form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert PortalBatch.objects.count() == 1


def test_create__of_what_can_never_work(desk, rows, monkeypatch):
    monkeypatch.setattr("django_billing_portal.gateway.sdk_version", lambda: (15, 0, 1))
    answer = post(
        desk, desk.post(LIST, selecting(*rows), follow=True), _create="1", what="subscription_pause", confirm="on"
    )
    assert "This can never work" in text_of(answer)
    assert not PortalBatch.objects.exists()


@pytest.mark.parametrize("at", ["the action", "the form"])
def test_settings__that_are_wrong_are_told(desk, rows, portal, at):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    portal(CONFIGURATION="nonsense")
    answer = desk.post(LIST, selecting(*rows), follow=True) if at == "the action" else post(desk, begun, _create="1")
    assert "not_configured" in told(answer)[0]
    assert not PortalBatch.objects.exists()


def test_select_across__carries_no_keys(desk, rows, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 30
    everybody = PortalCustomerFactory.create_batch(40)
    begun = desk.post(f"{LIST}?livemode__exact=0", selecting(rows[0], select_across="1"), follow=True)
    assert len(begun.context["selection"]) < 200
    post(desk, begun, _create="1")
    assert PortalBatch.objects.get().entries.count() == 3 + len(everybody)


def test_select_across__keeps_to_the_filter(desk, rows):
    PortalCustomerFactory(livemode=True)
    begun = desk.post(f"{LIST}?livemode__exact=0", selecting(rows[0], select_across="1"), follow=True)
    post(desk, begun, _create="1")
    assert PortalBatch.objects.get().entries.count() == len(rows)


def test_select_across__refused_once_the_list_has_changed(desk, rows):
    begun = desk.post(f"{LIST}?livemode__exact=0", selecting(rows[0], select_across="1"), follow=True)
    rows[0].delete()
    answer = post(desk, begun, _create="1")
    assert answer["Location"] == f"{LIST}?livemode__exact=0"
    assert told(answer) == ["The list has changed meanwhile. Look at it, and select again."]
    assert not PortalBatch.objects.exists()


def test_select_across__with_filters_that_mean_nothing(desk, rows):
    begun = desk.post(LIST, selecting(rows[0], select_across="1"), follow=True)
    form = filled_in(selection=begun.context["selection"], _create="1")
    assert desk.post(f"{begun.context['action']}?nonsense=1", form)["Location"].startswith(LIST)
    assert not PortalBatch.objects.exists()


def test_hand_picked__in_one_field(desk, rows):
    begun = desk.post(LIST, selecting(*rows[:2]), follow=True)
    rows[0].delete()
    post(desk, begun, _create="1")
    assert PortalBatch.objects.get().entries.count() == 1


def test_hand_picked__five_thousand_in_one_field(rf, sigrid, settings):
    model_admin, keys = site._registry[Team], tuple(str(uuid.UUID(int=number)) for number in range(5_000))
    request = rf.post("/")
    request.user = sigrid
    signed = Selection(keys=keys, count=5_000).signed(model_admin, request)
    assert len(signed) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 5
    request = rf.post("/", {"selection": signed})
    request.user = sigrid
    assert Selection.read(model_admin, request).keys == keys


def test_select_across__refused_once_others_are_listed(desk, rows):
    newcomer = PortalCustomerFactory(account="acct_shop")
    begun = desk.post(f"{LIST}?account__isempty=1", selecting(rows[0], select_across="1"), follow=True)
    PortalCustomer.objects.filter(pk=newcomer.pk).update(account="")
    PortalCustomer.objects.filter(pk=rows[1].pk).update(account="acct_shop")
    post(desk, begun, _create="1")
    assert not PortalBatch.objects.exists()


def test_other_mode__is_refused_with_its_number(desk, rows):
    live = PortalCustomerFactory.create_batch(2, livemode=True)
    answer = desk.post(LIST, selecting(*rows, *live), follow=True)
    assert told(answer)[0].startswith("2 of them are customers of the mode that the site does not work in")
    assert answer.redirect_chain[-1] == (LIST, 302)


def test_other_customer__is_refused_in_the_batch(desk, rows, alice):
    shop = PortalCustomerFactory(subject=alice, customer="cus_bob", account="acct_shop")
    post(desk, desk.post(LIST, selecting(shop, rows[0]), follow=True), _create="1", what="home")
    batch = PortalBatch.objects.get()
    run_batch(batch.public_id)
    refused = batch.entries.get(subject_id=str(alice.pk))
    assert (refused.state, refused.code, refused.link) == ("refused", "other_customer", None)
    page = desk.get(f"/admin/billing_portal/portalbatch/{batch.pk}/progress/").content.decode()
    assert "names another customer than the one who was selected" in page


def test_both_customers_of_one_person__are_one_link(desk, alice, minted):
    shop = PortalCustomerFactory(subject=alice, customer="cus_shop", account="acct_shop")
    mine = PortalCustomer.objects.get(customer="cus_alice")
    post(desk, desk.post(LIST, selecting(shop, mine), follow=True), _create="1", what="home")
    batch = PortalBatch.objects.get()
    run_batch(batch.public_id)
    assert [entry.link.customer for entry in batch.entries.all()] == ["cus_alice"]


def test_language__of_the_form_reaches_the_e_mails(desk, alice, bob, minted, portal):
    portal(LINKS_PER_SECOND=0)
    both = PortalCustomer.objects.filter(customer__in=["cus_alice", "cus_bob"])
    begun = desk.post(LIST, selecting(*both), follow=True)
    post(desk, begun, _create="1", send="on", language="de", what="home")
    run_batch(PortalBatch.objects.get().public_id)
    assert {(link.language, link.locale) for link in PortalLink.objects.all()} == {("de", "de")}
    assert len(mail.outbox) == 2
    assert all("Guten Tag" in message.body for message in mail.outbox)


def test_holders__only_for_those_who_may_open_the_portal_themselves(staff_with, rows, portal):
    portal(LINK_HOLDERS=True)
    clerk = desk_of(staff_with("issue_portallink", "run_portalbatch", "view_portalcustomer", "copy_portallink"))
    begun = clerk.post(LIST, selecting(*rows), follow=True)
    assert "audience" not in begun.context["form"].fields
    assert post(clerk, begun, _create="1", audience="holder").status_code == 403
    assert not PortalBatch.objects.exists()


def test_addresses__start_with_the_sites_own(desk, rows, portal):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    portal(BASE_URL="https://www.shop.example")
    post(desk, begun, _create="1")
    assert PortalBatch.objects.get().wishes["origin"] == "https://www.shop.example"


def test_form__asks_stripe_outside_the_transaction_of_the_list(desk, rows):
    answer = desk.post(f"{LIST}?q=a", selecting(*rows))
    assert (answer.status_code, answer["Location"]) == (307, f"{LIST}billing-links/?q=a")
    assert resolve(f"{LIST}billing-links/").func._non_atomic_requests


@pytest.mark.parametrize("selection", ["", "forged"])
def test_selection__forged(desk, rows, selection):
    answer = desk.post(f"{LIST}billing-links/", filled_in(_create="1", selection=selection))
    assert told(answer) == ["Select the customers again, please."]
    assert not PortalBatch.objects.exists()


def test_selection__is_of_one_person(staff_with, desk, rows):
    begun = desk.post(LIST, selecting(*rows), follow=True)
    clerk = desk_of(staff_with("issue_portallink", "run_portalbatch", "view_portalcustomer"))
    assert told(post(clerk, begun, _create="1")) == ["Select the customers again, please."]


def test_selection__not_by_get(desk, db):
    assert desk.get(f"{LIST}billing-links/")["Location"] == LIST


@pytest.mark.parametrize(
    "permissions",
    [
        ("issue_portallink", "view_portalcustomer"),
        ("run_portalbatch", "view_portalcustomer"),
        ("issue_portallink", "run_portalbatch"),
    ],
)
def test_permissions__all_of_them(staff_with, rows, permissions):
    clerk = desk_of(staff_with(*permissions))
    assert clerk.post(LIST, selecting(*rows)).status_code == 403
    assert clerk.post(f"{LIST}billing-links/", filled_in(_create="1")).status_code == 403
    assert not PortalBatch.objects.exists()


def test_permissions__to_send(staff_with, rows):
    clerk = desk_of(staff_with("issue_portallink", "run_portalbatch", "view_portalcustomer", "view_portalbatch"))
    begun = clerk.post(LIST, selecting(*rows), follow=True)
    assert "send" not in begun.context["form"].fields
    assert post(clerk, begun, _create="1", send="on").status_code == 403
    assert not PortalBatch.objects.exists()
    post(clerk, begun, _create="1")
    assert not PortalBatch.objects.get().sends


@pytest.mark.urls("tests.admin.office")
def test_site__without_batches(desk, minted):
    teams = TeamFactory.create_batch(2)
    office = "/office/people/team/"
    answer = post(desk, desk.post(office, selecting(*teams), follow=True), _create="1")
    assert answer["Location"] == office
    assert told(answer) == ["The links are being made."]
    assert {*PortalBatch.objects.get().entries.values_list("subject_id", flat=True)} == {str(one.pk) for one in teams}
    assert site._registry[Team].people_of(Team.objects.all()).count() == 2
