import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import store

ALICE = {"name": "Alice Lind", "email": "alice@example.com"}


def test_details__saved(client, mint, latest_events):
    path = mint()
    address = {"address_line1": "Long Lane 1", "address_city": "Berlin", "address_country": "de"}

    page = client.post(f"{path}details/", ALICE | {"phone": "030 1"} | address)

    customer = store.get("cus_alice")
    assertRedirects(page, f"{path}?notice=details-saved")
    assert (customer["phone"], customer["address"]["country"]) == ("030 1", "DE")
    assert latest_events(1) == ["customer.updated"]


def test_details__shown_again(client, mint):
    path = mint()
    client.post(f"{path}details/", ALICE | {"address_line1": "Long Lane 1"})

    assertContains(client.get(f"{path}details/"), 'value="Long Lane 1"')
    assertContains(client.get(path), "Long Lane 1")


def test_details__unchanged_cause_no_event(client, mint):
    path = mint()
    before = len(store.list("event"))

    client.post(f"{path}details/", ALICE)

    assert len(store.list("event")) == before


@pytest.mark.parametrize("wrong", [{"email": "alice"}, {"name": ""}, {"address_country": "Germany"}])
def test_details__refused(client, mint, wrong):
    page = client.post(f"{mint()}details/", ALICE | wrong)

    assertContains(page, 'aria-invalid="true"')
    assertContains(page, "Please check the highlighted fields.")


def test_details__only_what_is_allowed(client, mint, configure):
    configure(customer_update={"enabled": True, "allowed_updates": ["email"]})
    path = mint()

    page = client.get(f"{path}details/")
    client.post(f"{path}details/", {"email": "new@example.com", "name": "Mallory"})

    assertNotContains(page, "Tax ID")
    assertNotContains(page, "Street")
    assert store.get("cus_alice")["email"] == "new@example.com"
    assert store.get("cus_alice")["name"] == "Alice Lind"


def test_details__tax_id_alone(client, mint, configure, latest_events):
    configure(customer_update={"enabled": True, "allowed_updates": ["tax_id"]})
    path = mint()
    tax_id = {"tax_id_type": "eu_vat", "tax_id": "DE123456789"}

    for _ in range(2):
        client.post(f"{path}details/", tax_id)

    (saved,) = store.list("tax_id", customer="cus_alice")
    assert (saved["type"], saved["value"], saved["country"]) == ("eu_vat", "DE123456789", "DE")
    assert latest_events(1) == ["customer.tax_id.created"]
    assertContains(client.get(path), "DE123456789")


def test_details__shipping(client, mint, configure):
    configure(customer_update={"enabled": True, "allowed_updates": ["shipping"]})
    path = mint()

    client.post(f"{path}details/", {"shipping_line1": "Dock 4"})
    client.post(f"{path}details/", {"shipping_line1": "Dock 5"})

    shipping = store.get("cus_alice")["shipping"]
    assert (shipping["name"], shipping["address"]["line1"]) == ("Alice Lind", "Dock 5")
    assertContains(client.get(path), "Dock 5")


def test_details__shipping_taken_away(client, mint, configure):
    configure(customer_update={"enabled": True, "allowed_updates": ["shipping"]})
    path = mint()
    client.post(f"{path}details/", {"shipping_line1": "Dock 4"})

    client.post(f"{path}details/", {"shipping_line1": "", "shipping_city": ""})

    assert store.get("cus_alice")["shipping"] is None


def test_details__nothing_to_edit(client, mint, configure):
    configure(customer_update={"allowed_updates": []})

    assertContains(client.get(f"{mint()}details/"), "not part of your visit")
