from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError

from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.models import PortalCustomer
from django_billing_portal.refs import CustomerRef
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory

TEST_MODE = {"livemode": False, "account": ""}


def reserve(subject, **params):
    return PortalCustomer.objects.reserve(subject, **TEST_MODE, params=params)


def test_portal_customer__as_text_and_ref(alice):
    row = PortalCustomer.objects.of(alice, livemode=False).get()

    assert str(row) == f"auth.user:{alice.pk}"
    assert row.ref == CustomerRef("cus_alice", "", False)


def test_portal_customer__one_for_each_account_and_mode(eve):
    for mode in (True, False):
        for account in ("", "acct_1"):
            PortalCustomerFactory(subject=eve, livemode=mode, account=account)

    with pytest.raises(IntegrityError):
        PortalCustomerFactory(subject=eve, livemode=True, account="acct_1")


def test_portal_customer__long_key(db):
    subject = Session(session_key="k" * 255)

    assert reserve(subject).subject_id == "k" * 255


def test_find__none(eve):
    assert PortalCustomer.objects.find(eve, **TEST_MODE) is None


def test_find__keys_that_differ_in_case(db):
    PortalCustomerFactory(subject=Session(session_key="key"), customer="cus_lower")
    found = None

    with suppress(NotConfigured):  # MariaDB takes them for one, unless told otherwise
        found = PortalCustomer.objects.find(Session(session_key="KEY"), **TEST_MODE)

    assert found is None


def test_require_subject__row_of_another(alice, bob):
    with pytest.raises(NotConfigured, match="binary collation"):
        PortalCustomer.objects.of(alice, livemode=False).get().require_subject(bob)


def test_reserve__new_row(db):
    team = TeamFactory()
    row = reserve(team, name="Nordlicht")

    assert (row.subject_type, row.subject_id, row.ref) == ("people.team", str(team.pk), None)
    assert row.creation_params == {"name": "Nordlicht"}


def test_reserve__second_tab_shares_key_and_parameters(eve):
    first = reserve(eve, name="Eve")
    second = reserve(eve, name="Evelyn")

    assert second == first
    assert (second.creation_key, second.creation_params) == (first.creation_key, {"name": "Eve"})


def test_reserve__keys_are_random(eve):
    assert reserve(eve).creation_key != reserve(UserFactory()).creation_key


def test_keep__first_answer_counts(eve):
    first, second = reserve(eve), reserve(eve)

    assert first.keep(CustomerRef("cus_first")) == CustomerRef("cus_first")
    assert second.keep(CustomerRef("cus_second")) == CustomerRef("cus_first", "", False)


def test_keep__forgets_what_stripe_was_told(eve):
    row = reserve(eve, email="eve@example.com")
    row.keep(CustomerRef("cus_eve"))

    row.refresh_from_db()
    assert (row.customer, row.creation_params) == ("cus_eve", {})


def test_keep__row_is_gone(eve):
    row = reserve(eve)
    PortalCustomer.objects.all().delete()

    assert row.keep(CustomerRef("cus_eve")) == CustomerRef("cus_eve")


def test_forget__makes_room_for_other_parameters(eve):
    refused = reserve(eve, email="nonsense")
    refused.forget()

    again = reserve(eve, email="eve@example.com")
    assert again.creation_key != refused.creation_key
    assert again.creation_params == {"email": "eve@example.com"}


def test_forget__not_what_another_tab_created(eve):
    first, second = reserve(eve), reserve(eve)
    first.keep(CustomerRef("cus_eve"))
    second.forget()

    assert PortalCustomer.objects.find(eve, **TEST_MODE).ref == CustomerRef("cus_eve", "", False)
