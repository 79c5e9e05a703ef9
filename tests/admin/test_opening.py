"""Staff open the portal as a customer: from the customer's page, for a reason, in the trail, and never by GET."""

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from django_billing_portal.exceptions import StripeUnavailable
from django_billing_portal.flows import SubscriptionCancel
from django_billing_portal.models import PortalCustomer, PortalSession
from django_billing_portal.signals import session_minted, staff_acted
from tests.admin.conftest import desk_of
from tests.factories import PortalCustomerFactory


@pytest.fixture
def row(alice, minted):
    return PortalCustomer.objects.get(customer="cus_alice")


def page_of(row, page="open_as_customer"):
    return reverse(f"admin:billing_portal_portalcustomer_{page}", args=[row.pk])


def opened(client, row, **said):
    return client.post(page_of(row), {"reason": "she rang", "flow": "", **said})


def test_opening__looking_does_nothing(desk, row, minted):
    response = desk.get(page_of(row))

    assert response.status_code == 200
    assert "Your name and your reason stay in the trail." in response.content.decode()
    assert (minted(), PortalSession.objects.count(), LogEntry.objects.count()) == ([], 0, 0)


def test_opening__sends_the_browser_to_the_customers_portal(desk, sigrid, alice, row, minted):
    response = opened(desk, row)

    [at_stripe] = minted()
    session = PortalSession.objects.get()
    assert (response.status_code, response["Location"]) == (303, at_stripe["url"])
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("no-referrer", True)
    assert (at_stripe["customer"], session.user, session.source) == ("cus_alice", sigrid, "staff")
    assert (session.subject_id, session.reason) == (str(alice.pk), "she rang")


def test_opening__comes_back_to_the_page_it_came_from(desk, row, minted):
    opened(desk, row)

    session = PortalSession.objects.get()
    assert session.return_to == f"http://testserver{page_of(row, 'change')}"
    back = desk.get(minted()[0]["return_url"])
    assert (back.status_code, back["Location"]) == (303, session.return_to)


def test_opening__at_a_declared_flow(desk, row):
    opened(desk, row, flow="update-card")

    assert PortalSession.objects.get().flow_name == "update-card"
    assert "Use another card" in desk.get(page_of(row)).content.decode()


def test_opening__once_in_the_trail_and_told_once(desk, sigrid, row, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, signal, **words):
        heard.append(signal)

    for signal in (session_minted, staff_acted):
        signal.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            opened(desk, row)
    finally:
        for signal in (session_minted, staff_acted):
            signal.disconnect(hear)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object()) == (sigrid, PortalSession.objects.get())
    assert "she rang" in entry.get_change_message()
    assert heard == [session_minted, staff_acted]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "  "}, "This field is required."),
        ({"reason": "x" * 201}, "at most 200 characters"),
        ({"flow": "nothing"}, "Select a valid choice."),
    ],
    ids=["no reason", "too long a reason", "undeclared flow"],
)
def test_opening__not_as_it_was_asked(desk, row, minted, said, words):
    response = opened(desk, row, **said)

    assert words in response.content.decode()
    assert (minted(), LogEntry.objects.count()) == ([], 0)


def test_opening__of_somebody_who_is_gone(desk, eve, minted):
    row = PortalCustomerFactory(subject=eve, customer="cus_eve")
    eve.delete()

    response = opened(desk, row)

    assert response.status_code == 404
    assert "(not_allowed)" in response.content.decode()
    assert minted() == []


def test_opening__a_failure_is_told_and_leaves_no_trail(desk, row, failing):
    failing(StripeUnavailable("The outage of the day."))

    response = opened(desk, row)

    assert response.status_code == 503
    assert "(stripe_unavailable)" in response.content.decode()
    assert LogEntry.objects.count() == 0


@time_machine.travel("2026-11-22T12:00:15Z", tick=False)
def test_opening__limits_the_staff_person(desk, row, portal):
    portal(MINTS_PER_MINUTE=1)
    opened(desk, row)

    assert opened(desk, row, reason="another").status_code == 429


def test_opening__of_nobody(desk):
    assert desk.get(reverse("admin:billing_portal_portalcustomer_open_as_customer", args=[4711])).status_code == 404


def test_opening__offered_to_those_who_may(staff_with, row):
    may = staff_with("view_portalcustomer", "open_as_customer", username="may")
    may_not = staff_with("view_portalcustomer", username="may_not")

    assert page_of(row) in desk_of(may).get(page_of(row, "change")).content.decode()
    assert page_of(row) not in desk_of(may_not).get(page_of(row, "change")).content.decode()


def test_opening__without_what_is_no_flow(desk, row, portal):
    portal(FLOWS={"broken": 7, "leave": SubscriptionCancel})

    assert desk.get(page_of(row)).context["form"].fields["flow"].choices == [("", "The portal's home page")]
