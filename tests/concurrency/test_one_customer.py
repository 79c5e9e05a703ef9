"""Two tabs, one person without a customer: one customer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from django_billing_portal.models import PortalCustomer
from django_billing_portal.sandbox import store
from django_billing_portal.services.customers import finding_customer
from django_billing_portal.services.stories import tell
from django_billing_portal.wire.deadline import Deadline
from tests.overrides import portal

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 4


@pytest.fixture
def _switched_on():
    with portal(CREATE_CUSTOMERS=True, MAX_CONCURRENT_CALLS=TABS):
        yield


@pytest.fixture
def click_in_every_tab(eve, _switched_on):
    start = Barrier(TABS)

    def click(_tab):
        start.wait()
        try:
            return tell(finding_customer(user=eve, subject=eve, deadline=Deadline.after(10)))
        finally:
            connection.close()

    def click_all():
        with ThreadPoolExecutor(TABS) as tabs:
            return list(tabs.map(click, range(TABS)))

    return click_all


def test_finding_customer__every_tab_gets_the_same_new_customer(click_in_every_tab, eve):
    customers = click_in_every_tab()

    assert len(set(customers)) == 1
    assert [customer["id"] for customer in store.list("customer")] == [customers[0].id]
    assert PortalCustomer.objects.get().customer == customers[0].id


def test_finding_customer__tabs_wait_for_whoever_creates_in_a_transaction(click_in_every_tab, eve):
    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        own = tell(finding_customer(user=eve, subject=eve, deadline=Deadline.after(10)))
        others = thread.submit(click_in_every_tab)
        with pytest.raises(TimeoutError):
            others.result(timeout=0.5)
    assert set(others.result(timeout=20)) == {own}
