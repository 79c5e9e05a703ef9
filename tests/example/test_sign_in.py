import pytest
from django.contrib.auth import get_user_model

SIGN_IN, SIGN_IN_AS = "/sign-in/", "/sign-in/as/"


def test_home__says_what_nordlicht_is(client, db) -> None:
    assert "keep watch" in client.get("/").content.decode()


def test_home__leads_those_signed_in_to_their_account(alice) -> None:
    assert alice.get("/").url == "/account/"


def test_sign_in__offers_the_people_of_the_demo(client, db) -> None:
    assert "Alice Ahlberg" in client.get(SIGN_IN).content.decode()


def test_sign_in__offers_nobody_outside_the_demo(client, db, settings) -> None:
    settings.DEMO = False

    assert "Alice Ahlberg" not in client.get(SIGN_IN).content.decode()


def test_sign_in__with_the_password(client, world) -> None:
    assert client.post(SIGN_IN, {"username": "alice", "password": "nordlicht"}).url == "/account/"


def test_sign_in__with_a_wrong_password(client, world) -> None:
    page = client.post(SIGN_IN, {"username": "alice", "password": "nordwind"}).content.decode()

    assert 'role="alert"' in page


def test_sign_in_as__opens_the_account(client, world) -> None:
    assert client.post(SIGN_IN_AS, {"username": "alice"}).url == "/account/"


def test_sign_in_as__goes_on_to_the_page_asked_for(client, world) -> None:
    assert client.post(SIGN_IN_AS, {"username": "alice", "next": "/billing/"}).url == "/billing/"


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "account"])
def test_sign_in_as__goes_to_no_other_site(client, world, next_) -> None:
    assert client.post(SIGN_IN_AS, {"username": "alice", "next": next_}).url == "/account/"


def test_sign_in_as__nobody_else(client, world) -> None:
    get_user_model().objects.create(username="root", is_superuser=True)

    assert client.post(SIGN_IN_AS, {"username": "root"}).status_code == 404


def test_sign_in_as__only_in_the_demo(client, world, settings) -> None:
    settings.DEMO = False

    assert client.post(SIGN_IN_AS, {"username": "alice"}).status_code == 404


def test_sign_in_as__not_by_a_link(client, world) -> None:
    assert client.get(SIGN_IN_AS, {"username": "alice"}).status_code == 405


def test_sign_in_as__before_the_seeds(client, db) -> None:
    assert client.post(SIGN_IN_AS, {"username": "alice"}).status_code == 404


def test_sign_in_as__staff_to_their_desk(client, world) -> None:
    assert client.post(SIGN_IN_AS, {"username": "sigrid"}).url == "/admin/"


def test_desk__in_the_menu_of_staff(sigrid, alice) -> None:
    assert 'href="/admin/"' in sigrid.get("/account/").content.decode()
    assert 'href="/admin/"' not in alice.get("/account/").content.decode()
