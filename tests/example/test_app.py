import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from django_billing_portal.services.outcomes import return_path
from django_billing_portal.services.sessions import mint_session

pytest.importorskip("rest_framework", reason="the app needs Django REST framework")

APP, PLANS, SESSIONS = "/app/", "/app/plans/", "/api/billing/sessions/"


def _page(client: Client) -> str:
    return client.get(APP).content.decode()


def _post(client: Client, **wishes) -> dict[str, object]:
    return client.post(SESSIONS, json.dumps(wishes), content_type="application/json").json()


def test_app__anonymous_signs_in_and_comes_back_as_they_were(client, db) -> None:
    assert client.get("/app/?back").url == f"{reverse('sign-in')}?next=/app/%3Fback"


def test_app__asks_stripe_nothing(alice, monkeypatch) -> None:
    monkeypatch.setattr("django_billing_portal.sandbox.transport.SandboxTransport.request", None)

    assert alice.get(APP).status_code == 200


def test_app__runs_no_inline_script_or_style(alice) -> None:
    page = _page(alice)

    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page) == []


def test_app__without_javascript_leads_to_the_page_with_buttons(alice) -> None:
    assert f'href="{reverse("billing_portal:portal")}"' in _page(alice).partition("<noscript>")[2]


def test_app__hands_out_the_token_that_posting_needs(alice) -> None:
    assert "csrftoken" in alice.get(APP).cookies


def test_app__is_stored_nowhere(alice) -> None:
    assert "no-store" in alice.get(APP).headers["Cache-Control"]


def test_app__offers_the_team_to_its_owner(olga, team) -> None:
    assert f'value="{team.pk}" data-type="nordlicht.team"' in _page(olga)


def test_app__offers_no_team_to_its_member(mika, team) -> None:
    assert "Whose billing?" not in _page(mika)


def test_app__is_in_the_menu(alice) -> None:
    assert f'href="{APP}" aria-current="page"' in _page(alice)


def test_plans__of_two_can_be_told_apart(dora) -> None:
    found = dora.get(PLANS).json()["results"]

    assert [(plan["name"], plan["price"]) for plan in found] == [
        ("Plus", "€9 a month"),
        ("Status page", "€4 a month"),
    ]


def test_plans__open_a_task_for_one_of_them(dora) -> None:
    plus = dora.get(PLANS).json()["results"][0]["subscription"]

    assert _post(dora, flow="leave", subscription=plus)["url"]


def test_plans__of_a_team(olga, team) -> None:
    assert [plan["name"] for plan in olga.get(f"{PLANS}{team.pk}/").json()["results"]] == ["Team"]


def test_plans__of_a_team_are_not_its_members_to_see(mika, team) -> None:
    assert mika.get(f"{PLANS}{team.pk}/").status_code == 404


def test_plans__after_the_login_has_expired(client, db) -> None:
    response = client.get(PLANS)

    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_api__opens_the_portal_for_a_team(olga, team) -> None:
    subject = {"type": "nordlicht.team", "id": str(team.pk)}

    assert _post(olga, flow="update-card", subject=subject, return_to="/app/?back")["url"]


def test_api__does_not_open_it_for_the_teams_member(mika, team) -> None:
    assert _post(mika, subject={"type": "nordlicht.team", "id": str(team.pk)})["code"] == "not_allowed"


def test_return__to_the_app_leaves_the_word_of_welcome_to_it(alice, django_capture_on_commit_callbacks) -> None:
    user = get_user_model().objects.get(username="alice")
    session = mint_session(user=user, origin="http://testserver", return_to="/app/?back", source="api")

    with django_capture_on_commit_callbacks(execute=True):
        response = alice.get(return_path(session, "done"))

    assert response.url == "http://testserver/app/?back"
    assert "toast-success" not in _page(alice)
