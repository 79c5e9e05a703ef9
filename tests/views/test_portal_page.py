import re
from html import unescape

import pytest
from django.test import Client
from django.test.utils import override_script_prefix

from django_billing_portal.models import PortalSession
from django_billing_portal.views.choices import Choice

pytestmark = pytest.mark.usefixtures("minted")


def labels(response) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", unescape(response.text))


def primary(response) -> list[str]:
    return re.findall(r"<button[^>]*billing-portal-primary[^>]*>(.*?)</button>", unescape(response.text))


def choices(response, user) -> list[Choice]:
    return [Choice.opened(token, user) for token in re.findall(r'name="choice" value="([^"]*)"', response.text)]


def back(response) -> str:
    return response.context["back_url"]


def test_page__offers_home_and_the_declared_flows(alice_client) -> None:
    response = alice_client.get("/billing/")

    assert labels(response) == ["Open the billing portal", "Use another card", "Cancel subscription"]
    assert primary(response) == ["Open the billing portal"]


def test_page__mints_nothing(alice_client) -> None:
    alice_client.get("/billing/?flow=leave")
    alice_client.head("/billing/?flow=leave")

    assert not PortalSession.objects.exists()


def test_page__each_button_carries_its_signed_choice(alice_client, alice) -> None:
    response = alice_client.get("/billing/")

    assert choices(response, alice) == [Choice(flow="update-card"), Choice(flow="leave")]


def test_page__chosen_flow_comes_first(alice_client) -> None:
    response = alice_client.get("/billing/?flow=leave")

    assert labels(response)[0] == "Cancel subscription"
    assert primary(response) == ["Cancel subscription"]


def test_page__keeps_where_to_come_back_to(alice_client, alice) -> None:
    response = alice_client.get("/billing/", {"choice": Choice(next="/team/").signed(alice)})

    assert {choice.next for choice in choices(response, alice)} == {"/team/"}
    assert back(response) == "http://testserver/team/"


def test_page__refusal_leads_back_to_where_one_came_from(eve_client, eve) -> None:
    response = eve_client.get("/billing/", {"choice": Choice(next="/team/").signed(eve)})

    assert response.status_code == 404
    assert back(response) == "http://testserver/team/"


def test_page__leads_back_to_the_return_url(alice_client) -> None:
    assert back(alice_client.get("/billing/")) == "http://testserver/account/"


def test_page__takes_no_bare_next(alice_client) -> None:
    assert back(alice_client.get("/billing/?next=/admin/")) == "http://testserver/account/"


def test_page__signed_next_that_is_not_allowed(alice_client, alice) -> None:
    response = alice_client.get("/billing/", {"choice": Choice(next="https://evil.example/").signed(alice)})

    assert back(response) == "http://testserver/account/"


def test_page__no_way_back_configured(alice_client, portal) -> None:
    portal(RETURN_URL="nowhere")

    assert back(alice_client.get("/billing/")) == "/"


def test_page__undeclared_flow(alice_client, billing_codes) -> None:
    response = alice_client.get("/billing/?flow=<script>")

    assert response.status_code == 404
    assert "script" not in response.text
    assert billing_codes() == ["unknown_flow"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_undeclared_flow__anybody_can_type_one(alice_client, billing_codes, caplog, method: str) -> None:
    getattr(alice_client, method)("/billing/", {"flow": "bogus"})

    assert [(record.levelname, "bogus" in record.message) for record in caplog.records][:1] == [("INFO", False)]


@pytest.mark.parametrize("method", ["get", "post"])
def test_undeclared_flow__a_button_of_ours_needs_mending(alice, alice_client, billing_codes, caplog, method) -> None:
    getattr(alice_client, method)("/billing/", {"choice": Choice(flow="gone").signed(alice)})

    assert (billing_codes(), caplog.records[0].levelname) == (["unknown_flow"], "ERROR")


def test_page__somebody_elses_choice(alice_client, bob, billing_codes) -> None:
    response = alice_client.get("/billing/", {"choice": Choice(flow="leave").signed(bob)})

    assert response.status_code == 404
    assert "This link does not work any more." in response.text
    assert billing_codes() == ["invalid_token"]


def test_page__shows_a_problem(alice_client) -> None:
    assert "Our payment provider is not answering." in alice_client.get("/billing/?problem=stripe_unavailable").text


def test_page__shows_no_foreign_problem(alice_client) -> None:
    assert 'role="alert"' not in alice_client.get("/billing/?problem=Call+555+0100").text


def test_page__asks_for_the_login_and_comes_back(client) -> None:
    response = client.get("/billing/?flow=leave")

    assert response.status_code == 302
    assert response.url == "/login/?next=/billing/%3Fflow%3Dleave"


def test_page__is_not_cached(alice_client) -> None:
    response = alice_client.get("/billing/")

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_page__under_a_prefix(alice_client) -> None:
    with override_script_prefix("/app/"):
        response = alice_client.get("/billing/", SCRIPT_NAME="/app")

    assert 'action="/app/billing/"' in response.text


def test_page__speaks_the_visitors_language(alice_client) -> None:
    response = alice_client.get("/billing/", headers={"Accept-Language": "de"})

    assert '<html lang="de" dir="ltr">' in response.text
    assert "<h1>Abrechnung verwalten</h1>" in response.text


def test_page__reads_from_right_to_left(alice_client) -> None:
    assert 'dir="rtl"' in alice_client.get("/billing/", headers={"Accept-Language": "he"}).text


def test_page__holds_nothing_inline(alice_client) -> None:
    html = alice_client.get("/billing/").text

    assert not re.search(r"<style|<script|style=|\son\w+=", html)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_portal__other_methods(alice_client: Client, method: str) -> None:
    assert getattr(alice_client, method)("/billing/").status_code == 405
