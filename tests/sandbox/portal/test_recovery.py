import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import clock, store
from django_billing_portal.sandbox.sessions import TYPE, UNUSED_SECONDS

ALICE = {"email": "Alice@Example.com"}


@pytest.fixture
def dead(mint):
    """Mint a session that can be recovered, and let it die; stripe before 16.1 cannot ask for it."""

    def died(**login):
        path = mint(locale="de", flow_data={"type": "payment_method_update"})
        session = store.list(TYPE)[0]
        store.put(session | {"after_expiration": {"type": "customer_login", "customer_login": login or None}})
        clock.advance(UNUSED_SECONDS)
        return path

    return died


def test_recovery__offered_on_the_expired_page(client, dead):
    assertContains(client.get(dead()), "Neue Sitzung öffnen", status_code=410)


def test_recovery__not_offered_unasked(client, mint):
    path = mint()
    clock.advance(UNUSED_SECONDS)

    assertNotContains(client.get(path), "Open a new session", status_code=410)
    assert client.post(f"{path}recover/", ALICE).status_code == 410


def test_recovery__gives_a_session_like_the_old_one(client, dead):
    page = client.post(f"{dead()}recover/", ALICE, follow=True)

    assertContains(page, "Nordlicht Pro")
    assertContains(page, "pro Monat")
    assertContains(page, "http://testserver/account/")


def test_recovery__another_address(client, dead):
    page = client.post(f"{dead()}recover/", {"email": "bob@example.com"})

    assertContains(page, "Das ist nicht die Adresse auf Ihren Rechnungen.", status_code=410)
    assert len(store.list(TYPE)) == 1


def test_recovery__customer_without_an_address(client, dead):
    path = dead()
    store.put(store.get("cus_alice") | {"email": None})

    assert client.post(f"{path}recover/", {"email": ""}).status_code == 410


@pytest.mark.parametrize(("ahead", "status"), [(100, 302), (-100, 410)])
def test_recovery__until_its_own_deadline(client, dead, ahead, status):
    path = dead(expires_at=clock.now() + UNUSED_SECONDS + ahead)

    assert client.post(f"{path}recover/", ALICE).status_code == status


def test_recovery__of_a_living_session_opens_it(client, mint):
    path = mint()

    assertRedirects(client.post(f"{path}recover/", {}), path)


def test_recovery__of_nothing(client, world, caplog):
    with caplog.at_level("INFO", "django_billing_portal"):
        page = client.post("/billing-sandbox/p/session/test_nothing/recover/", ALICE)

    assert page.status_code == 404
    assert caplog.records[0].billing_code == "session_expired"
