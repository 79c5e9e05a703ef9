"""From the button to Stripe and back."""

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.db import connection, connections

from django_billing_portal.models import PortalSession
from django_billing_portal.services.sessions import amint_session, mint_session
from tests.stand_in import PORTAL, Answer, Received, refusal
from tests.stranger.members.models import Member, Plan

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "visits"])


def test_click__to_the_portal_and_back(browser, stripe_server) -> None:
    there = browser.press(browser.get("/app/account/"))
    assert (there.status_code, there["Location"]) == (303, f"{PORTAL}secret1")

    way_back = stripe_server.requests[0].params["return_url"]
    assert way_back.startswith("https://shop.example/app/billing/return/")
    back = browser.get(way_back)
    assert (back.status_code, back["Location"]) == (303, "https://shop.example/app/account/")
    assert "greta@example.com" in browser.get(back["Location"]).text


def test_click__records_who_and_what(browser, member, stripe_server) -> None:
    browser.press(browser.get("/app/account/"), button=1)

    session = PortalSession.objects.get()
    assert (session.user, session.subject_id, session.customer) == (member, str(member.pk), "cus_greta")
    assert (session.flow_name, session.status) == ("update-card", "open")
    assert session.created_at.tzinfo is session.opened_at.tzinfo is None
    assert stripe_server.requests[0].params["flow_data[type]"] == "payment_method_update"


def test_click__twice_is_one_session(browser, stripe_server) -> None:
    page = browser.get("/app/account/")

    assert browser.press(page)["Location"] == browser.press(page)["Location"]
    assert stripe_server.counts == {"POST /v1/billing_portal/sessions": 1}


def test_click__comes_back_to_the_same_page(browser, stripe_server) -> None:
    browser.press(browser.get("/app/account/"), button=1)

    assert PortalSession.objects.get().return_to == "https://shop.example/app/account/"


def test_click__in_german(browser, stripe_server) -> None:
    browser.press(browser.get("/app/de/account/"))

    sent = stripe_server.requests[0].params
    assert sent["locale"] == "de"
    assert sent["return_url"].startswith("https://shop.example/app/de/billing/return/")


@pytest.fixture
def meanwhile(stripe_server) -> dict[str, dict[str, bool]]:
    """Look at this thread's connections at the moment when Stripe is asked."""
    seen, mine, answer = {}, connections.all(), stripe_server.answer

    def look(received: Received) -> Answer:
        seen["open"] = {one.alias: one.connection is not None for one in mine}
        seen["in a transaction"] = {one.alias: one.in_atomic_block for one in mine}
        return answer(received)

    stripe_server.answer = look
    return seen


def test_click__no_transaction_is_open_while_stripe_answers(browser, meanwhile) -> None:
    browser.press(browser.get("/app/account/"))

    assert meanwhile["in a transaction"] == {"default": False, "visits": False}


def test_click__pool_has_its_connection_back_while_stripe_answers(browser, meanwhile) -> None:
    browser.press(browser.get("/app/account/"))

    assert meanwhile["open"] == {"default": "pool" not in connection.settings_dict["OPTIONS"], "visits": True}


def test_click__forged(browser) -> None:
    page = browser.get("/app/account/")
    browser.client.session.flush()

    assert browser.press(page).status_code == 403


def test_billing_page__of_the_link(browser) -> None:
    page = browser.get("/app/billing/?flow=leave")

    assert browser.press(page)["Location"] == f"{PORTAL}secret1"


def test_billing_page__asks_who_it_is(visitor) -> None:
    login = visitor.get("/app/billing/")["Location"]

    assert login == "/app/login/?next=/app/billing/"
    assert visitor.get(login).text == "Who are you?"


def test_return__signed_out_meanwhile(browser, stripe_server) -> None:
    browser.press(browser.get("/app/account/"))
    browser.client.logout()

    assert browser.get(stripe_server.requests[0].params["return_url"])["Location"].endswith("/app/account/")


def test_return__forged(visitor) -> None:
    assert visitor.get("/app/billing/return/forged/").status_code == 404


def test_failure__of_stripe(browser, stripe_server) -> None:
    stripe_server.will_say(
        refusal(400, "No configuration provided and your test mode default configuration has not been created.")
    )

    response = browser.press(browser.get("/app/account/"))

    assert (response.status_code, response.context["failure"].code) == (503, "not_configured")
    assert 'href="https://shop.example/app/account/"' in response.text


def test_failure__no_customer(browser, member) -> None:
    Plan.objects.update(stripe_customer="")

    assert "No plan yet" in browser.get("/app/account/").text
    assert browser.get("/app/billing/").status_code == 404


def test_failure__nothing_that_holds_a_customer(browser) -> None:
    Plan.objects.all().delete()

    assert "No plan yet" in browser.get("/app/account/").text


def test_mint_session__outside_a_request(member) -> None:
    assert mint_session(user=member).return_to == "https://shop.example/app/account/"


def test_amint_session__outside_a_request(member) -> None:
    pytest.importorskip("aiohttp")

    assert async_to_sync(amint_session)(user=member).url


def test_member__leaves(browser, member) -> None:
    browser.press(browser.get("/app/account/"))
    Member.objects.all().delete()

    assert PortalSession.objects.get().user is None


def test_migrations__complete() -> None:
    call_command("makemigrations", check=True, dry_run=True)


def test_checks__nothing_to_say_before_deployment() -> None:
    call_command("check", deploy=True, fail_level="INFO", databases=["default", "visits"])
