"""Staff open somebody else's portal: for a reason, in their own name, and never without a trace."""

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry

from django_billing_portal.exceptions import NoCustomer, NotAllowed, TooManyRequests, UnknownFlow
from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Status
from django_billing_portal.services.openings import aopen_as_customer, open_as_customer
from django_billing_portal.signals import session_minted, staff_acted
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("stripe_world")


@pytest.fixture
def sigrid(db):
    return UserFactory(username="sigrid", is_staff=True)


@pytest.fixture(params=[open_as_customer, async_to_sync(aopen_as_customer)], ids=["sync", "async"])
def open_portal(request):
    return request.param


def test_open_as_customer__the_customers_portal(alice, sigrid, open_portal, minted_at_stripe):
    session = open_portal(staff=sigrid, subject=alice, reason=" she rang ")

    [at_stripe] = minted_at_stripe()
    assert (session.url, at_stripe["customer"]) == (at_stripe["url"], "cus_alice")
    assert (session.user, session.subject_id, session.source) == (sigrid, str(alice.pk), "staff")
    assert (session.status, session.reason) == (Status.OPEN, "she rang")


def test_open_as_customer__at_a_flow_and_back(alice, sigrid):
    session = open_as_customer(
        staff=sigrid, subject=alice, reason="card", flow=PaymentMethodUpdate(), return_to="/admin/x/"
    )

    assert (session.flow_type, session.return_to) == ("payment_method_update", "http://testserver/admin/x/")


def test_open_as_customer__in_the_trail_without_the_url(alice, sigrid):
    session = open_as_customer(staff=sigrid, subject=alice, reason="she rang")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object()) == (sigrid, session)
    assert entry.change_message.endswith(f"auth.user:{alice.pk}, cus_alice: she rang")
    assert session.url not in entry.change_message


def test_open_as_customer__one_signal_each(alice, sigrid, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, signal, **words):
        heard.append(signal)

    for signal in (staff_acted, session_minted):
        signal.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            open_as_customer(staff=sigrid, subject=alice, reason="she rang")
    finally:
        for signal in (staff_acted, session_minted):
            signal.disconnect(hear)
    assert heard == [session_minted, staff_acted]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_open_as_customer__not_without_a_reason(alice, sigrid, reason, minted_at_stripe, caplog):
    with pytest.raises(NotAllowed):
        open_as_customer(staff=sigrid, subject=alice, reason=reason)

    assert (minted_at_stripe(), LogEntry.objects.count(), PortalSession.objects.count()) == ([], 0, 0)
    assert [record.billing_code for record in caplog.records] == ["not_allowed"]


def test_open_as_customer__whoever_has_no_customer(eve, sigrid):
    with pytest.raises(NoCustomer):
        open_as_customer(staff=sigrid, subject=eve, reason="she rang")

    assert LogEntry.objects.count() == 0


def test_open_as_customer__undeclared_flow(alice, sigrid):
    with pytest.raises(UnknownFlow):
        open_as_customer(staff=sigrid, subject=alice, reason="she rang", flow="nothing")


def test_open_as_customer__a_double_click_is_one_session_and_two_openings(alice, sigrid, minted_at_stripe):
    first, second = (open_as_customer(staff=sigrid, subject=alice, reason="she rang") for _ in range(2))

    assert first == second
    assert (len(minted_at_stripe()), LogEntry.objects.count()) == (1, 2)


def test_open_as_customer__another_reason_is_another_session(alice, sigrid):
    first, second = (open_as_customer(staff=sigrid, subject=alice, reason=reason) for reason in ("tax", "card"))

    assert first != second


@time_machine.travel("2026-11-22T12:00:15Z", tick=False)
def test_open_as_customer__limits_the_staff_person(alice, bob, sigrid, options):
    options(MINTS_PER_MINUTE=1)
    open_as_customer(staff=sigrid, subject=alice, reason="the first")

    with pytest.raises(TooManyRequests):
        open_as_customer(staff=sigrid, subject=bob, reason="too many")
    assert open_as_customer(staff=bob, subject=alice, reason="somebody else")
