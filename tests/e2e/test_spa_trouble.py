"""The single-page app where something fails: a sentence, a code in small print, and a way to go on."""

import pytest

from .conftest import Meet
from .nordlicht import Nordlicht
from .spa import APP, FLOWS, SESSIONS, hold, open_app, open_task, posts, problem
from .test_failures import is_friendly
from .visitors import PORTAL, Visitor

THROTTLED = {
    "status": 429,
    "headers": {"Content-Type": "application/problem+json", "Retry-After": "3"},
    "body": '{"code": "throttled", "detail": "Too fast."}',
}
AGAIN = "#again:not([aria-disabled=true])"


@pytest.fixture
def alice(alice: Visitor) -> Visitor:
    open_app(alice)
    return alice


def test_slow_network__says_what_it_is_doing(alice: Visitor) -> None:
    held = hold(alice, FLOWS, "GET")
    alice.page.goto("/app/")
    alice.page.get_by_text("Looking what you can do…").wait_for()
    held[0].continue_()

    alice.page.get_by_role("button", name="Update card").wait_for()
    assert alice.page.locator("#progress").inner_text() == ""


def test_slow_click__is_busy_and_takes_no_second_one(alice: Visitor) -> None:
    sent, held = posts(alice), hold(alice, SESSIONS, "POST")
    alice.page.get_by_role("button", name="Update card").click()
    alice.page.get_by_text("Opening “Update card”…").wait_for()
    alice.page.get_by_role("button", name="Cancel plan").click(force=True)
    held[0].continue_()
    alice.page.wait_for_url(PORTAL)

    assert len(sent) == 1


def test_no_answer__is_given_up_and_tried_again(alice: Visitor) -> None:
    alice.page.clock.install()
    open_app(alice)
    held = hold(alice, SESSIONS, "POST")
    alice.page.get_by_role("button", name="Update card").click()
    while not held:
        alice.page.clock.run_for(100)
    alice.page.clock.run_for(25_000)
    assert problem(alice) == "timeout"

    alice.page.unroute(SESSIONS)
    alice.press("Try again")

    alice.page.wait_for_url(PORTAL)


def test_offline__goes_on_by_itself(alice: Visitor) -> None:
    alice.page.context.set_offline(True)
    alice.page.get_by_role("button", name="Update card").click()
    assert problem(alice) == "offline"

    alice.page.context.set_offline(False)

    alice.page.wait_for_url(PORTAL)


def test_too_fast__counts_down(alice: Visitor) -> None:
    alice.page.route(SESSIONS, lambda route: route.fulfill(**THROTTLED), times=1)
    alice.page.get_by_role("button", name="Update card").click()
    assert problem(alice) == "throttled"
    alice.page.get_by_role("button", name="Try again in 2 s").wait_for()

    alice.page.locator(AGAIN).click()

    alice.page.wait_for_url(PORTAL)


def test_too_fast__waits_even_for_the_impatient(alice: Visitor) -> None:
    alice.page.route(SESSIONS, lambda route: route.fulfill(**THROTTLED))
    alice.page.get_by_role("button", name="Update card").click()
    problem(alice)
    sent = posts(alice)
    alice.page.locator("#again[aria-disabled=true]").click(force=True)

    assert sent == []


def test_expired_login__signs_in_and_comes_back(alice: Visitor) -> None:
    alice.nordlicht.sign_everybody_out()
    alice.page.get_by_role("button", name="Update card").click()
    assert problem(alice) == "not_authenticated"
    assert "Your login has expired." in alice.page.get_by_role("alert").inner_text()

    alice.follow("Sign in and come back")
    alice.press("Alice")
    alice.page.wait_for_url(APP)

    open_task(alice, "Update card")


def test_nonsense__does_not_reach_people(alice: Visitor) -> None:
    alice.page.route(FLOWS, lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    alice.page.goto("/app/")

    assert problem(alice) == "http_502"
    assert "Bad gateway" not in alice.text


def test_no_customer__is_shown_the_plans(meet: Meet) -> None:
    eve = meet("Eve")
    open_app(eve)
    assert problem(eve) == "no_customer"

    eve.follow("See the plans")

    assert "/pricing/" in eve.page.url


@pytest.mark.parametrize("fault", ["down", "server_error", "garbage"])
def test_stripe_fails__everything_is_offered_unchecked(shaken: Nordlicht, alice: Visitor, fault: str) -> None:
    alice.switch_on(fault)
    open_app(alice)
    alice.page.locator("#no-visits").wait_for()

    assert alice.page.get_by_text("We could not check what is possible right now.").is_visible()
    assert alice.page.get_by_role("button", name="Cancel plan").is_visible()
    assert alice.page.locator("#problem").is_hidden()
    assert is_friendly(alice)


def test_stripe_down__at_the_click(shaken: Nordlicht, alice: Visitor) -> None:
    alice.switch_on("down")
    alice.page.get_by_role("button", name="Update card").click()
    assert problem(alice) in {"stripe_unavailable", "busy"}

    alice.heal()
    alice.page.locator(AGAIN).click(timeout=30_000)

    alice.page.wait_for_url(PORTAL, timeout=30_000)


def test_configuration_gone__does_not_invite_to_try_again(shaken: Nordlicht, alice: Visitor) -> None:
    alice.switch_on("no_configuration")
    alice.page.get_by_role("button", name="Update card").click()

    assert problem(alice) == "not_configured"
    assert is_friendly(alice)
