"""Who is asking is the framework's business: sessions with CSRF tokens, tokens, JSON web tokens."""

import pytest

pytest.importorskip("rest_framework")

from django.test import Client

from django_billing_portal.models import PortalSession
from tests.api.authenticators import TOKEN

SESSION = "rest_framework.authentication.SessionAuthentication"
BASIC = "rest_framework.authentication.BasicAuthentication"
NAME_TOKEN = "tests.api.authenticators.NameToken"
SECRET = "x" * 32


@pytest.fixture
def strict_client(alice) -> Client:
    """Alice's, with the CSRF checks that browsers meet."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


@pytest.fixture
def csrf_token(strict_client) -> dict[str, str]:
    token = "x" * 32
    strict_client.cookies["csrftoken"] = token
    return {"X-CSRFToken": token}


def test_session__needs_a_csrf_token(strict_client, post, caplog) -> None:
    response = post(strict_client)

    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    assert response.json()["detail"] == "The CSRF token is missing or wrong."
    assert "CSRF cookie not set" in caplog.text
    assert not PortalSession.objects.exists()


@pytest.mark.usefixtures("minted")
def test_session__with_a_csrf_token(strict_client, post, csrf_token) -> None:
    assert post(strict_client, headers=csrf_token).status_code == 201


def test_session__reading_needs_none(strict_client, door) -> None:
    assert strict_client.get(f"{door}sessions/").status_code == 200


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_session__forms_cannot_bring_the_token(strict_client, post, csrf_token, content_type: str) -> None:
    response = post(strict_client, b"csrfmiddlewaretoken=" + b"x" * 32, content_type=content_type)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["sessions/", "flows/"])
def test_nobody__is_forbidden_where_cookies_come_first(client, db, door, path: str) -> None:
    response = client.get(f"{door}{path}")

    assert (response.status_code, response.json()["code"]) == (403, "not_authenticated")
    assert "WWW-Authenticate" not in response


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "challenge"), [(NAME_TOKEN, "Token"), (BASIC, 'Basic realm="api"')])
def test_nobody__is_challenged_where_a_header_comes_first(client, door, framework, first: str, challenge: str) -> None:
    framework(DEFAULT_AUTHENTICATION_CLASSES=[first, SESSION])

    response = client.get(f"{door}flows/")

    assert (response.status_code, response["WWW-Authenticate"]) == (401, challenge)
    assert response.json()["code"] == "not_authenticated"


def test_nobody__login_required_elsewhere(client, db, door, settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert client.get(f"{door}flows/").status_code == 403


@pytest.mark.usefixtures("minted", "alice")
def test_token__needs_no_csrf_token(post, framework) -> None:
    framework(DEFAULT_AUTHENTICATION_CLASSES=[NAME_TOKEN])

    response = post(Client(enforce_csrf_checks=True), headers=TOKEN)

    assert response.status_code == 201
    assert PortalSession.objects.get().user.username == "alice"


def test_token__wrong(client, post, framework, alice) -> None:
    framework(DEFAULT_AUTHENTICATION_CLASSES=[NAME_TOKEN])

    response = post(client, headers={"Authorization": "Token mallory"})

    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")


@pytest.fixture
def jwt(framework, settings):
    """Let JSON web tokens in; called, sign one."""
    pytest.importorskip("rest_framework_simplejwt")
    settings.SIMPLE_JWT = {"SIGNING_KEY": SECRET}
    framework(DEFAULT_AUTHENTICATION_CLASSES=["rest_framework_simplejwt.authentication.JWTAuthentication"])

    def sign(user) -> dict[str, str]:
        from rest_framework_simplejwt.tokens import AccessToken

        return {"Authorization": f"Bearer {AccessToken.for_user(user)}"}

    return sign


@pytest.mark.usefixtures("minted")
def test_jwt__opens(client, post, alice, jwt) -> None:
    assert post(client, headers=jwt(alice)).status_code == 201


def test_jwt__wrong(client, post, db, jwt) -> None:
    response = post(client, headers={"Authorization": "Bearer nonsense"})

    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_somebody_who_is_no_user(client, door, framework, billing_codes, method: str) -> None:
    framework(DEFAULT_AUTHENTICATION_CLASSES=["tests.api.authenticators.Machine"])

    response = client.generic(method, f"{door}sessions/")

    assert (response.status_code, response.json()["code"]) == (404, "not_allowed")
    assert billing_codes() == ["not_allowed"]


@pytest.mark.parametrize("path", ["sessions/", "sessions/00000000-0000-4000-8000-000000000000/", "flows/"])
def test_nobody__let_in_by_the_project_has_nothing(client, db, door, portal, path: str) -> None:
    portal(API_PERMISSION_CLASSES=["rest_framework.permissions.AllowAny"])

    response = client.get(f"{door}{path}")

    assert (response.status_code, response.json()["code"]) == (404, "not_allowed")


def test_nobody__is_not_asked_to_confirm_who_it_is(client, db, post, portal) -> None:
    asked = []
    allow_any = ["rest_framework.permissions.AllowAny"]
    portal(API_PERMISSION_CLASSES=allow_any, REAUTHENTICATE=lambda *, request: asked.append(request))

    response = post(client, b"no JSON")

    assert (response.status_code, response.json()["code"], asked) == (404, "not_allowed", [])
