"""The framework's pages for people who look around."""

import pytest

pytest.importorskip("rest_framework")

from tests.api.authenticators import TOKEN

PAGE = {"Accept": "text/html"}

pytestmark = pytest.mark.usefixtures("browsable", "minted")


@pytest.mark.parametrize("path", ["sessions/", "flows/"])
def test_page__shown_to_browsers(alice_client, door, path: str) -> None:
    response = alice_client.get(f"{door}{path}", headers=PAGE)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Billing " in response.text
    assert "no-store" in response["Cache-Control"]


def test_page__offers_a_body_to_post(alice_client, door, post) -> None:
    page = alice_client.get(f"{door}sessions/", headers=PAGE)

    assert 'data-override="content"' in page.text
    assert "&quot;return_to&quot;: null" in page.text


def test_page__body_as_offered_can_be_posted(alice_client, post) -> None:
    body = dict.fromkeys(["flow", "type", "subscription", "subject", "return_to", "locale"])

    response = post(alice_client, body, headers=PAGE)

    assert (response.status_code, response["Content-Type"]) == (201, "text/html; charset=utf-8")


def test_page__of_one_session(alice_client, post) -> None:
    response = alice_client.get(post(alice_client)["Location"], headers=PAGE)

    assert "pending" in response.text


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("PUT sessions/", "405 method_not_allowed"),
        ("GET sessions/1/", "404 unknown_session"),
        ("GET flows/?subject_id=1", "400 incomplete"),
        ("GET sessions/?cursor=nonsense", "400 invalid"),
    ],
)
def test_problem__shown_too(alice_client, door, ask: str, answer: str) -> None:
    method, path = ask.split()
    status, words = answer.split()

    response = alice_client.generic(method, f"{door}{path}", headers=PAGE)

    assert (response.status_code, response["Content-Type"]) == (int(status), "text/html; charset=utf-8")
    assert words in response.text


@pytest.mark.parametrize("path", ["sessions/", "sessions/1/", "flows/"])
def test_page__says_what_it_is_for(alice_client, path: str) -> None:
    described = [
        alice_client.options(f"/{prefix}/billing/{path}").json()["description"] for prefix in ("api", "async")
    ]

    assert described[0] == described[1]
    assert described[0].startswith(("Open ", "See what "))


def test_problem__of_nobody(client, door) -> None:
    response = client.get(f"{door}sessions/", headers=PAGE)

    assert (response.status_code, "not_authenticated" in response.text) == (403, True)


def test_page__not_where_the_project_wants_none(alice_client, door, framework) -> None:
    framework(DEFAULT_RENDERER_CLASSES=["rest_framework.renderers.JSONRenderer"])

    assert alice_client.get(f"{door}sessions/", headers=PAGE).status_code == 406


def test_page__with_a_token(client, alice, door, framework) -> None:
    framework(DEFAULT_AUTHENTICATION_CLASSES=["tests.api.authenticators.NameToken"])

    assert client.get(f"{door}flows/", headers=TOKEN | PAGE).status_code == 200
