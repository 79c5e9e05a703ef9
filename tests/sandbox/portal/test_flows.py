"""Each flow shows one task, and ends as it was asked to."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import store

ABOUT = "subscriptions/sub_alice/"
CONFIRM = {"items": [{"id": "si_alice", "price": "price_business_monthly", "quantity": 4}]}
THANKS = {"type": "redirect", "redirect": {"return_url": "http://testserver/thanks/"}}
DOORS = {
    "customer_update": "details/",
    "payment_method_update": "payment-methods/add/",
    "subscription_cancel": f"{ABOUT}cancel/",
    "subscription_pause": f"{ABOUT}pause/",
    "subscription_update": f"{ABOUT}update/",
    "subscription_update_confirm": f"{ABOUT}update/confirm/",
}
CHANGES = {
    "customer_update": ("details/", {"name": "Alice L.", "email": "alice@example.com"}),
    "payment_method_update": ("payment-methods/add/", {"card": "4242 4242 4242 4242"}),
    "subscription_cancel": (f"{ABOUT}feedback/", {"skip": "1"}),
    "subscription_pause": (f"{ABOUT}pause/", {"duration": "month:1"}),
    "subscription_update": (f"{ABOUT}update/confirm/", {"price": "price_starter_monthly", "quantity": "1"}),
    "subscription_update_confirm": (f"{ABOUT}update/confirm/", {}),
}


@pytest.fixture
def begin(mint_flow):
    def begun(type: str, **options: object) -> str:
        return mint_flow(type, **options, **(CONFIRM if type == "subscription_update_confirm" else {}))

    return begun


@pytest.fixture
def complete(client):
    def completed(path: str, type: str):
        if type == "subscription_cancel":
            client.post(f"{path}{ABOUT}cancel/")
        page, data = CHANGES[type]
        return client.post(path + page, data)

    return completed


@pytest.mark.parametrize("type", DOORS)
def test_flow__leads_to_its_page(client, begin, type):
    path = begin(type)

    assertRedirects(client.get(path), path + DOORS[type])


@pytest.mark.parametrize("type", DOORS)
def test_flow__shows_nothing_else(client, begin, type):
    page = client.get(begin(type), follow=True)

    for other in ("Invoice history", "Payment methods", "Current subscription"):
        assertNotContains(page, other)


@pytest.mark.parametrize("type", DOORS)
def test_flow__goes_back_to_the_project(client, begin, type):
    page = client.get(begin(type), follow=True)

    assertContains(page, '<a class="button" href="http://testserver/account/">Go back</a>', html=True)


@pytest.mark.parametrize("type", DOORS)
def test_flow__other_pages_are_closed(client, begin, type):
    path = begin(type)
    others = {*DOORS.values(), "invoices/x/"} - {DOORS[type]}
    if type == "subscription_update":
        others -= {DOORS["subscription_update_confirm"]}

    for other in others:
        assertContains(client.get(path + other), "not part of your visit")


def test_flow__is_about_one_subscription(client, begin, api):
    api.subscriptions.create({"customer": "cus_alice", "items": [{"price": "price_starter_monthly"}]})
    other = store.list("subscription", customer="cus_alice")[0]["id"]

    page = client.get(f"{begin('subscription_cancel')}subscriptions/{other}/cancel/")

    assertContains(page, "not part of your visit")


@pytest.mark.parametrize("type", DOORS)
def test_ending__redirect(begin, complete, type):
    page = complete(begin(type, after=THANKS), type)

    assertRedirects(page, "http://testserver/thanks/", fetch_redirect_response=False)


@pytest.mark.parametrize("type", DOORS)
def test_ending__portal_homepage(client, begin, complete, type):
    path = begin(type, after={"type": "portal_homepage"})

    page = complete(path, type)

    home = client.get(page.url)
    assert page.url.startswith(f"{path}?notice=")
    assertContains(home, 'class="notice"')
    assertContains(home, "Invoice history")


def test_ending__homepage_is_closed_before_the_task_is_done(client, begin):
    path = begin("customer_update", after={"type": "portal_homepage"})

    assertRedirects(client.get(path), f"{path}details/")


@pytest.mark.parametrize("type", DOORS)
def test_ending__hosted_confirmation(client, begin, complete, type):
    message = {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "See you soon!"}}
    path = begin(type, after=message)

    page = complete(path, type)

    assertRedirects(page, f"{path}done/")
    assertContains(client.get(page.url), "See you soon!")


@pytest.mark.parametrize("type", DOORS)
def test_ending__by_default_a_confirmation(client, begin, complete, type):
    page = client.get(complete(begin(type), type).url)

    assertContains(page, 'class="tick"')
    assertContains(page, 'href="http://testserver/account/"')


def test_done__before_anything_was(client, begin):
    assertContains(client.get(f"{begin('customer_update')}done/"), "not part of your visit")


def test_done__without_a_flow(client, mint):
    assertContains(client.get(f"{mint()}done/"), "not part of your visit")


def test_flow__finished_one_still_opens(client, begin, complete):
    path = begin("payment_method_update")
    complete(path, "payment_method_update")

    assertContains(client.get(path, follow=True), "Update payment method")


def test_flow__finished_cancel_says_so(client, begin, complete):
    path = begin("subscription_cancel")
    complete(path, "subscription_cancel")

    assertContains(client.get(path, follow=True), "already set to be cancelled")


def test_flow__without_return_url_has_no_way_back(client, mint):
    path = mint(return_url=None, flow_data={"type": "payment_method_update"})

    assertNotContains(client.get(path, follow=True), "Go back")
