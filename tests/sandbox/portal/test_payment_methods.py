import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import store

VISA, DECLINED, POOR = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0000 0000 9995"


def default_of(customer="cus_alice"):
    return store.get(customer)["invoice_settings"]["default_payment_method"]


def cards(customer="cus_alice"):
    return store.list("payment_method", customer=customer)


def test_add__as_the_default(client, mint, latest_events):
    path = mint()

    page = client.post(f"{path}payment-methods/add/", {"card": "5555 5555 5555 4444", "make_default": "on"})

    assertRedirects(page, f"{path}?notice=card-added")
    assert cards()[0]["card"]["brand"] == "mastercard"
    assert default_of() == cards()[0]["id"]
    assert latest_events(2) == ["payment_method.attached", "customer.updated"]


def test_add__not_as_the_default(client, mint):
    client.post(f"{mint()}payment-methods/add/", {"card": VISA})

    assert len(cards()) == 2
    assert default_of() == "pm_alice"


@pytest.mark.parametrize(("card", "reason"), [(DECLINED, "was declined"), (POOR, "insufficient funds")])
def test_add__refused_by_the_bank(client, mint, card, reason):
    page = client.post(f"{mint()}payment-methods/add/", {"card": card})

    assertContains(page, reason)
    assertContains(page, 'role="alert"')
    assert len(cards()) == 1


def test_add__in_a_flow_becomes_the_default(client, mint_flow):
    path = mint_flow("payment_method_update")

    page = client.get(path, follow=True)
    client.post(f"{path}payment-methods/add/", {"card": VISA})

    assertContains(page, "Update payment method")
    assertNotContains(page, "Use for future payments")
    assert default_of() == cards()[0]["id"] != "pm_alice"


def test_default__changes(client, mint, latest_events):
    path = mint()
    client.post(f"{path}payment-methods/add/", {"card": VISA})
    new = cards()[0]["id"]

    page = client.post(f"{path}payment-methods/{new}/default/")

    assertRedirects(page, f"{path}?notice=card-default")
    assert default_of() == new
    assert latest_events(1) == ["customer.updated"]


def test_default__never_on_get(client, mint):
    path = mint()
    client.post(f"{path}payment-methods/add/", {"card": VISA})

    page = client.get(f"{path}payment-methods/{cards()[0]['id']}/default/")

    assertContains(page, "not part of your visit")
    assert default_of() == "pm_alice"


def test_remove__asks_first(client, mint):
    path = mint()
    client.post(f"{path}payment-methods/add/", {"card": VISA})

    page = client.get(f"{path}payment-methods/pm_alice/remove/")

    assertContains(page, "Remove this payment method?")
    assert len(cards()) == 2


def test_remove__detaches_wherever_it_was_in_use(client, mint, latest_events):
    path = mint()
    client.post(f"{path}payment-methods/add/", {"card": VISA})
    store.put(store.get("sub_alice") | {"default_payment_method": "pm_alice"})

    page = client.post(f"{path}payment-methods/pm_alice/remove/")

    assertRedirects(page, f"{path}?notice=card-removed")
    assert default_of() is None
    assert store.get("sub_alice")["default_payment_method"] is None
    assert latest_events(3) == ["customer.updated", "customer.subscription.updated", "payment_method.detached"]


def test_remove__not_the_only_card_of_a_subscriber(client, mint):
    path = mint()

    assertNotContains(client.get(path), "Remove")
    page = client.post(f"{path}payment-methods/pm_alice/remove/")

    assertContains(page, "not part of your visit")
    assert len(cards()) == 1


def test_home__shows_a_method_that_is_no_card(client, mint):
    store.put(store.get("pm_nils") | {"type": "sepa_debit", "card": None})

    assertContains(client.get(mint("cus_nils")), "Payment method")


def test_remove__keeps_another_default(client, mint):
    path = mint()
    client.post(f"{path}payment-methods/add/", {"card": VISA})

    client.post(f"{path}payment-methods/{cards()[0]['id']}/remove/")

    assert default_of() == "pm_alice"


def test_add__says_what_future_payments_are_made_with(client, mint):
    path = f"{mint()}payment-methods/add/"

    assertContains(client.post(path, {"card": VISA}, follow=True), "Your card has been saved.")
    assertContains(client.post(path, {"card": VISA, "make_default": "on"}, follow=True), "your new card")
