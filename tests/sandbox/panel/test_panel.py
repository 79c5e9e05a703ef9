import json

import pytest
from django.test import Client, override_settings
from pytest_django.asserts import assertContains, assertNotContains

from django_billing_portal.sandbox import clock, events, faults, store
from django_billing_portal.sandbox.models import SandboxObject

PANEL = "/billing-sandbox/"
OFF = dict.fromkeys(faults.LABELS, "off") | {"seconds": "5"}
PAGES = ["", "faults/", "heal/", "clock/", "seed/", "reset/", "portal/1/", "objects/event/", "objects/event/1/"]


@pytest.fixture(autouse=True)
def _world(world):
    pass


def row(id):
    return SandboxObject.objects.get(stripe_id=id)


def test_panel__shows_every_switch_the_clock_and_the_people(client):
    page = client.get(PANEL)

    for text in (*faults.LABELS.values(), "All well", "UTC", "Alice Lind", "cus_bob", "Latest events"):
        assertContains(page, text)


def test_panel__empty(client):
    store.reset()

    page = client.get(PANEL)

    assertContains(page, "None yet: sow the seeds.")
    assertContains(page, "Nothing has happened yet.")


def test_panel__has_no_inline_style_or_script(client):
    page = client.get(PANEL)

    for inline in ("<style", "<script", " style=", " onclick="):
        assertNotContains(page, inline)


def test_faults__switched_on(client):
    page = client.post(f"{PANEL}faults/", OFF | {"down": "on", "slow": "3", "seconds": "2.5"}, follow=True)

    switches = faults.active()
    assertContains(page, "The switches are set.")
    assertContains(page, "2 faults")
    assert {*switches} == {"down", "slow"}
    assert (switches["down"].requests, switches["slow"].requests, switches["slow"].seconds) == (None, 3, 2.5)


def test_faults__shown_as_they_are(client):
    faults.switch_on("down")
    faults.switch_on("slow", requests=2, seconds=0.5)

    page = client.get(PANEL)

    assertContains(page, '<option value="on" selected>')
    assertContains(page, '<option value="2" selected>')
    assertContains(page, 'value="0.5"')


def test_faults__switched_off(client):
    faults.switch_on("down")

    client.post(f"{PANEL}faults/", OFF)

    assert faults.active() == {}


def test_faults__that_make_no_sense(client):
    page = client.post(f"{PANEL}faults/", OFF | {"down": "perhaps"})

    assertContains(page, "Select a valid choice", status_code=422)
    assert faults.active() == {}


def test_heal__everything(client):
    faults.switch_on("down")

    page = client.post(f"{PANEL}heal/", follow=True)

    assertContains(page, "Everything works again.")
    assert faults.active() == {}


@pytest.mark.parametrize(("by", "least"), [("5-minutes", 300), ("1-hour", 3600), ("1-month", 28 * 86400)])
def test_clock__jumps(client, by, least):
    client.post(f"{PANEL}clock/", {"by": by})

    assert least <= clock.offset() <= least * 1.2


def test_clock__lets_subscriptions_live_on(client):
    before = store.get("sub_alice")["items"]["data"][0]["current_period_end"]

    client.post(f"{PANEL}clock/", {"by": "1-month"})

    assert store.get("sub_alice")["items"]["data"][0]["current_period_end"] > before


def test_clock__back_to_the_real_time(client):
    clock.advance(300)

    assertContains(client.get(PANEL), "Ahead of the real time.")
    page = client.post(f"{PANEL}clock/", {"by": "now"}, follow=True)

    assertContains(page, "The clock has moved.")
    assert clock.offset() == 0


def test_seed__puts_back_what_is_missing(client):
    store.delete("cus_alice")

    page = client.post(f"{PANEL}seed/", follow=True)

    assertContains(page, "The seeds are in place.")
    assert store.get("cus_alice")


def test_reset__forgets_and_seeds(client):
    store.put(store.get("cus_alice") | {"name": "Mallory"})

    page = client.post(f"{PANEL}reset/", follow=True)

    assertContains(page, "Everything was forgotten")
    assert store.get("cus_alice")["name"] == "Alice Lind"


def test_portal__opens_as_a_customer(client):
    page = client.post(f"{PANEL}portal/{row('cus_bob').pk}/", follow=True)

    assertContains(page, "Nordlicht Starter")
    assertContains(page, 'href="http://testserver/billing-sandbox/"')


def test_portal__in_the_customers_account(client):
    with store.acting_as("acct_shop"):
        store.put({"id": "cus_shop", "object": "customer", "created": 1, "name": "Shop's"})

    page = client.post(f"{PANEL}portal/{row('cus_shop').pk}/")

    assertContains(page, "No configuration provided", status_code=409)
    assertContains(page, "acct_shop", status_code=409)


def test_portal__of_nobody(client):
    assert client.post(f"{PANEL}portal/{row('sub_alice').pk}/").status_code == 404


def test_listing__event_log(client):
    page = client.get(f"{PANEL}objects/event/")

    assertContains(page, "customer.created · ")
    assertContains(page, "Older")


def test_listing__second_page(client):
    assertContains(client.get(f"{PANEL}objects/event/?page=2"), "Newer")


def test_listing__each_type(client):
    for type in SandboxObject.objects.values_list("type", flat=True).distinct():
        assertContains(client.get(f"{PANEL}objects/{type}/"), type)


def test_listing__nothing(client):
    assertContains(client.get(f"{PANEL}objects/unicorn/"), "Nothing here yet.")


def test_detail__event_with_its_signature(client):
    event = events.record("customer.updated", store.get("cus_alice"))

    page = client.get(f"{PANEL}objects/event/{row(event['id']).pk}/")

    assertContains(page, "customer.updated</h1>")
    assertContains(page, "Stripe-Signature")
    assertContains(page, "v1=")


def test_detail__object_as_json(client):
    page = client.get(f"{PANEL}objects/customer/{row('cus_alice').pk}/")

    assertContains(page, json.dumps("alice@example.com").replace('"', "&quot;"))
    assertNotContains(page, "Stripe-Signature")


def test_detail__session_without_what_opens_it(client, api):
    session = api.billing_portal.sessions.create(
        {"customer": "cus_alice", "flow_data": {"type": "payment_method_update"}}
    )
    secret = session.url.rstrip("/").rsplit("/", 1)[1]

    page = client.get(f"{PANEL}objects/billing_portal.session/{row(session.id).pk}/")
    listing = client.get(f"{PANEL}objects/billing_portal.session/")

    assertNotContains(page, secret)
    assertContains(listing, "cus_alice · payment_method_update")


def test_detail__account(client):
    with store.acting_as("acct_shop"):
        store.put({"id": "cus_shop", "object": "customer", "created": 1})

    assertContains(client.get(f"{PANEL}objects/customer/{row('cus_shop').pk}/"), "acct_shop")


@pytest.mark.parametrize("page", PAGES)
def test_panel__refused_with_a_live_key(client, caplog, page):
    with override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"}):
        answer = client.get(PANEL + page)

    assert answer.status_code == 404
    assert caplog.records[0].billing_code == "not_configured"


@pytest.mark.parametrize("page", PAGES[1:7])
def test_panel__changes_nothing_on_get(client, page):
    assert client.get(PANEL + page).status_code == 405


def test_panel__change_without_csrf_token():
    assert Client(enforce_csrf_checks=True).post(f"{PANEL}reset/").status_code == 403


def test_panel__open_behind_login_required(client, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert client.get(PANEL).status_code == 200
