from pytest_django.asserts import assertContains, assertNotContains

from django_billing_portal.sandbox import store


def latest(customer="cus_alice"):
    return store.list("invoice", customer=customer)[0]


def test_invoice__shows_its_figures(client, mint):
    page = client.get(f"{mint()}invoices/{latest()['id']}/")

    for text in (latest()["number"], "Nordlicht Pro", "€29.00", "Paid"):
        assertContains(page, text)


def test_invoice__draft_is_not_the_customers(client, mint):
    draft = store.put(latest() | {"status": "draft"})
    path = mint()

    assertContains(client.get(f"{path}invoices/{draft['id']}/"), "not part of your visit")
    assertNotContains(client.get(path), draft["id"])


def test_invoice__in_every_state(client, mint):
    for status, word in (("open", "Open"), ("void", "Void"), ("uncollectible", "Unpaid")):
        store.put(latest() | {"status": status})

        assertContains(client.get(mint()), word)


def test_invoice__without_subscription(client, mint):
    store.put(latest() | {"lines": {}})

    assertContains(client.get(mint()), "One-time payment")


def test_invoice__says_what_it_was_for(client, mint, api):
    path = f"{mint()}invoices/{latest()['id']}/"

    api.subscriptions.update("sub_alice", {"items": [{"id": "si_alice", "price": "price_business_monthly"}]})

    assertContains(client.get(path), "Nordlicht Pro")
