"""The single-page app, and the ways back that nobody planned."""

import pytest

from .spa import APP, await_tasks, come_back, open_app, open_task, outcome
from .visitors import Visitor

RESTORED = "() => { dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})) }"


@pytest.fixture
def alice(alice: Visitor) -> Visitor:
    open_app(alice)
    return alice


def test_back_button__from_the_portal_does_not_stay_busy(alice: Visitor) -> None:
    open_task(alice, "Update card")
    alice.go_back()
    alice.page.wait_for_url(APP)

    assert "We do not know yet" in outcome(alice)
    assert alice.page.locator("[aria-disabled=true], .is-busy").count() == 0


def test_back_button__leads_to_the_portal_again(alice: Visitor) -> None:
    open_task(alice, "Update card")
    alice.go_back()
    alice.page.wait_for_url(APP)
    await_tasks(alice.page)
    open_task(alice, "Update card")

    assert alice.nordlicht.minted() == 1


def test_page__restored_as_it_was_does_not_stay_busy(alice: Visitor) -> None:
    alice.page.route("**/billing-sandbox/**", lambda route: route.fulfill(status=204))
    with alice.page.expect_response("**/billing-sandbox/**"):
        alice.page.get_by_role("button", name="Update card").click()
    assert alice.page.locator("#tasks.is-busy").count() == 1

    alice.page.evaluate(RESTORED)

    alice.page.locator("#tasks:not(.is-busy)").wait_for()
    assert "We do not know yet" in outcome(alice)


def test_back_button__after_return_says_nothing_twice(alice: Visitor) -> None:
    open_task(alice, "Update card")
    come_back(alice)
    outcome(alice)
    alice.page.goto("/pricing/")
    alice.go_back()
    alice.page.wait_for_url(APP)
    await_tasks(alice.page)

    assert alice.page.url.endswith("/app/")
    assert alice.page.locator("#outcome").is_hidden()


def test_return__in_another_tab_tells_the_newest(alice: Visitor) -> None:
    open_task(alice, "Update card")
    link = alice.page.get_by_role("link", name="Return to Nordlicht").get_attribute("href")
    alice.page = alice.page.context.new_page()
    alice.page.goto(str(link))

    assert "You are back from “Update card”" in outcome(alice)


def test_return__to_nothing_says_nothing(alice: Visitor) -> None:
    open_app(alice, "/app/?back")
    alice.page.locator("#no-visits").wait_for()

    assert alice.page.locator("#outcome").is_hidden()


def test_return__after_somebody_else_signed_in_says_nothing(alice: Visitor) -> None:
    open_task(alice, "Update card")
    alice.page.context.clear_cookies()
    alice.sign_in("Dora")
    open_app(alice)
    alice.page.locator("#no-visits").wait_for()

    assert alice.page.locator("#outcome, #problem").filter(visible=True).count() == 0


def test_return__signed_out_meanwhile_signs_in_and_is_told(alice: Visitor) -> None:
    open_task(alice, "Update card")
    alice.nordlicht.sign_everybody_out()
    alice.page.get_by_role("link", name="Return to Nordlicht").first.click()
    alice.press("Alice")

    assert "You are back from “Update card”" in outcome(alice)
