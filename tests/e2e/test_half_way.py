"""People change their mind, wait too long, and use the Back button."""

import re

from .visitors import ACCOUNT, Visitor


def test_go_back__half_way_changes_nothing(alice: Visitor) -> None:
    alice.to_portal("Cancel plan")
    alice.follow("No thanks, continue cancelling")
    alice.page.locator("main").get_by_role("link", name="Go back").first.click()
    alice.page.wait_for_url(ACCOUNT)

    assert "Welcome back" in alice.message
    assert "Active" in alice.plan.inner_text()


def test_go_back__from_plan_confirmation_to_choice(alice: Visitor) -> None:
    alice.to_portal("Change plan")
    alice.page.get_by_label("Team").check()
    alice.press("Continue")
    alice.go_back()

    assert alice.heading == "Update your plan"


def test_back_button__after_return_shows_fresh_account(alice: Visitor) -> None:
    alice.to_portal("Update card")
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")
    alice.page.wait_for_url(ACCOUNT)
    alice.page.goto("/pricing/")
    alice.go_back()

    assert "Mastercard" in alice.plan.inner_text()


def test_back_button__from_portal_leads_to_the_page_with_the_button(alice: Visitor) -> None:
    alice.to_portal()
    alice.go_back()
    alice.page.wait_for_url(ACCOUNT)

    assert alice.heading == "Your account"


def test_return_link__works_twice_and_speaks_once(alice: Visitor) -> None:
    alice.to_portal()
    link = alice.page.get_by_role("link", name="Return to Nordlicht").get_attribute("href")
    alice.page.goto(str(link))
    alice.page.goto(str(link))

    assert alice.page.locator(".toast").count() == 0
    assert re.search(ACCOUNT, alice.page.url)


def test_session__dies_an_hour_after_its_last_use(alice: Visitor) -> None:
    alice.to_portal()
    link = alice.page.url
    alice.wait("1 hour")
    alice.page.goto(link)
    assert alice.heading == "This session has expired"

    alice.back()

    assert "Welcome back" in alice.message


def test_session__a_new_click_after_expiry_works(alice: Visitor) -> None:
    alice.to_portal()
    alice.wait("1 hour")
    alice.page.goto("/account/")
    alice.to_portal("Update card")

    assert "Update payment method" in alice.heading
