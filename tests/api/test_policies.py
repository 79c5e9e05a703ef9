"""What a project may replace: who, how often, and the pages for people."""

import pytest

pytest.importorskip("rest_framework")

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.throttling import BaseThrottle

from django_billing_portal.api.throttles import PortalThrottle
from django_billing_portal.conf import portal_settings
from tests.api.authenticators import TOKEN


class Verified(BasePermission):
    message = "Confirm your e-mail address first."

    def has_permission(self, request, view) -> bool:
        return False


class Closed(BaseThrottle):
    def allow_request(self, request, view) -> bool:
        return False


def test_defaults() -> None:
    assert (IsAuthenticated,) == portal_settings.API_PERMISSION_CLASSES
    assert (PortalThrottle,) == portal_settings.API_THROTTLE_CLASSES


def test_permission__replaced(alice_client, door, portal) -> None:
    portal(API_PERMISSION_CLASSES=[Verified])

    response = alice_client.get(f"{door}flows/")

    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    assert response.json()["detail"] == "Confirm your e-mail address first."


def test_permission__the_projects_default_is_not_enough(client, db, door, framework) -> None:
    framework(DEFAULT_PERMISSION_CLASSES=["rest_framework.permissions.AllowAny"])

    assert client.get(f"{door}flows/").status_code == 403


def test_throttle__replaced(alice_client, door, portal) -> None:
    portal(API_THROTTLE_CLASSES=[Closed])

    response = alice_client.get(f"{door}sessions/")

    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert "Retry-After" not in response


def test_throttle__by_person(alice_client, bob_client, door, portal) -> None:
    portal(API_THROTTLE_RATE="2/min")

    statuses = [alice_client.get(f"{door}sessions/").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert bob_client.get(f"{door}sessions/").status_code == 200


def test_throttle__says_when(alice_client, door, portal) -> None:
    portal(API_THROTTLE_RATE="1/min")
    alice_client.get(f"{door}sessions/")

    response = alice_client.get(f"{door}sessions/")

    assert response.json()["code"] == "throttled"
    assert 0 < int(response["Retry-After"]) <= 60


@pytest.mark.usefixtures("minted")
def test_throttle__polling_is_not_in_the_way_of_minting(alice_client, post, door, portal) -> None:
    portal(API_THROTTLE_RATE="1/min")
    alice_client.get(f"{door}sessions/")

    assert [post(alice_client).status_code for _ in range(2)] == [201, 429]


def test_throttle__without_limit(alice_client, door, portal) -> None:
    portal(API_THROTTLE_RATE=None)

    assert {alice_client.get(f"{door}sessions/").status_code for _ in range(62)} == {200}


def test_throttle__cache_is_down(alice_client, door, portal, billing_codes, settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.api.caches.Down"}}
    portal(API_THROTTLE_RATE="1/min")

    assert [alice_client.get(f"{door}sessions/").status_code for _ in range(2)] == [200, 200]
    assert billing_codes() == ["limit_not_counted"] * 2


@pytest.mark.usefixtures("minted")
def test_mints_per_minute__counted_beside(alice_client, post, portal) -> None:
    portal(MINTS_PER_MINUTE=1, REUSE_SECONDS=0)
    post(alice_client)

    response = post(alice_client)

    assert (response.status_code, response.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(response["Retry-After"]) <= 60


@pytest.mark.usefixtures("minted")
def test_mints_per_minute__the_same_session_again_is_free(alice_client, post, portal) -> None:
    portal(MINTS_PER_MINUTE=1)

    assert [post(alice_client).status_code for _ in range(3)] == [201, 201, 201]


def test_versions__are_none_of_the_projects(alice_client, door, framework) -> None:
    framework(DEFAULT_VERSIONING_CLASS="rest_framework.versioning.NamespaceVersioning")

    assert alice_client.get(f"{door}sessions/").status_code == 200


def test_rate__of_nothing_is_none(alice_client, door, portal) -> None:
    portal(API_THROTTLE_RATE="0/min")

    assert alice_client.get(f"{door}sessions/").json()["code"] == "not_configured"


@pytest.mark.usefixtures("minted")
@pytest.mark.parametrize("size", [0, -1])
def test_page__of_nothing_has_one(alice_client, post, door, portal, size: int) -> None:
    portal(API_PAGE_SIZE=size)
    post(alice_client)

    assert len(alice_client.get(f"{door}sessions/").json()["results"]) == 1


def test_shape__is_not_the_projects(alice_client, door, framework) -> None:
    framework(
        DEFAULT_RENDERER_CLASSES=["rest_framework.renderers.StaticHTMLRenderer"],
        EXCEPTION_HANDLER="tests.nowhere.handler",
        DATETIME_FORMAT="%c",
    )

    assert alice_client.get(f"{door}sessions/").json()["results"] == []
    assert alice_client.put(f"{door}sessions/").json()["code"] == "method_not_allowed"


def test_broken_setting__is_the_operators(alice_client, door, portal, billing_codes) -> None:
    portal(API_THROTTLE_RATE="often")

    response = alice_client.get(f"{door}sessions/", headers=TOKEN)

    assert (response.status_code, response.json()["code"]) == (503, "not_configured")
    assert "API_THROTTLE" not in response.text
    assert billing_codes() == ["not_configured"]
