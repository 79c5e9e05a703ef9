"""The single-page app: through each task and back, and what came of it."""

import re

import pytest

from .conftest import Meet
from .spa import badges, come_back, open_app, open_task, outcome, posts
from .visitors import Visitor

TASKS = {
    "Open the billing portal": "",
    "Update card": "Update payment method",
    "Billing details": "",
    "Change plan": "Update your plan",
    "Pay yearly": "Confirm your new plan",
    "Take a break": "",
    "Cancel plan": "",
}
NO_WINDOWS = "window.open = () => null"


@pytest.fixture
def alice(alice: Visitor) -> Visitor:
    open_app(alice)
    return alice


@pytest.mark.parametrize(("task", "heading"), TASKS.items())
def test_task__there_and_back(alice: Visitor, task: str, heading: str) -> None:
    open_task(alice, task)
    assert heading in alice.heading

    come_back(alice)

    assert "back" in outcome(alice)
    assert badges(alice) == ["Came back"]


def test_update_card__is_done(alice: Visitor) -> None:
    open_task(alice, "Update card")
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")

    assert outcome(alice) == "“Update card” is done. Thank you."
    assert badges(alice) == ["Done"]


def test_pay_yearly__is_done_and_no_longer_possible(alice: Visitor) -> None:
    open_task(alice, "Pay yearly")
    alice.press("Confirm")

    assert "“Pay yearly” is done" in outcome(alice)
    assert alice.page.get_by_role("button", name="Pay yearly").count() == 0


def test_pause__is_done_and_says_why_not_again(alice: Visitor) -> None:
    open_task(alice, "Take a break")
    alice.press("Pause subscription")

    assert "is done" in outcome(alice)
    assert alice.page.locator(".obstacle", has_text="Take a break").locator(".shortcut-hint").inner_text()


def test_cancel__is_done_and_says_why_not_again(alice: Visitor) -> None:
    open_task(alice, "Cancel plan")
    alice.follow("No thanks, continue cancelling")
    alice.press("Cancel subscription")
    alice.press("No thanks")

    assert "is done" in outcome(alice)
    assert "already" in alice.page.locator(".obstacle", has_text="Cancel plan").inner_text()


def test_change_plan__ends_at_stripe_and_is_not_claimed_to_be_done(alice: Visitor) -> None:
    open_task(alice, "Change plan")
    alice.page.get_by_label("Team").check()
    alice.press("Continue")
    alice.press("Confirm")
    come_back(alice)

    assert "we have not heard that you finished it" in outcome(alice)


def test_double_click__posts_and_mints_once(alice: Visitor) -> None:
    sent = posts(alice)
    alice.page.get_by_role("button", name="Update card").dblclick(no_wait_after=True)
    alice.page.wait_for_url(re.compile("/billing-sandbox/"))

    assert len(sent) == 1
    assert alice.nordlicht.minted() == 1


def test_opening__needs_no_window(alice: Visitor) -> None:
    opened: list[object] = []
    alice.page.context.on("page", lambda page: opened.append(page))  # noqa: PLW0108 (it wants a function)
    open_task(alice, "Update card")
    come_back(alice)
    outcome(alice)

    assert opened == []


def test_opening__works_where_windows_are_blocked(alice: Visitor) -> None:
    alice.page.add_init_script(NO_WINDOWS)
    open_app(alice)
    open_task(alice, "Update card")

    assert "Update payment method" in alice.heading


def test_two_plans__one_is_chosen(meet: Meet) -> None:
    dora = meet("Dora")
    open_app(dora)
    assert dora.page.get_by_role("button", name="Take a break").count() == 0

    dora.page.get_by_label("Status page").check()
    open_task(dora, "Take a break")
    assert "Status page" in dora.text
    dora.press("Pause subscription")

    assert "is done" in outcome(dora)


def test_two_plans__the_chosen_one_says_what_is_possible(meet: Meet) -> None:
    dora = meet("Dora")
    open_app(dora)
    dora.page.get_by_label("Status page").check()
    open_task(dora, "Cancel plan")
    dora.follow("No thanks, continue cancelling")
    dora.press("Cancel subscription")
    dora.press("No thanks")
    outcome(dora)

    dora.page.get_by_label("Status page").check()
    dora.page.locator(".obstacle", has_text="Cancel plan").get_by_text("already").wait_for()
    dora.page.get_by_label("Plus").check()
    open_task(dora, "Cancel plan")

    assert "Plus" in dora.text


def test_owner__switches_to_the_team(meet: Meet) -> None:
    olga = meet("Olga")
    open_app(olga)
    olga.page.get_by_label("Fjord Studio").check()
    open_task(olga, "Open the billing portal")
    assert "Team" in olga.text

    come_back(olga)

    assert "Welcome back" in outcome(olga)
    assert "Fjord Studio" in olga.page.locator("#visits").inner_text()


def test_visits__the_oldest_are_a_click_away(alice: Visitor) -> None:
    for _ in range(21):
        alice.page.request.post(
            "/api/billing/sessions/", data={"return_to": f"/app/?{_}"}, headers=_token(alice)
        ).dispose()
    open_app(alice)
    assert len(badges(alice)) == 20

    alice.press("Show earlier ones")
    alice.page.locator("#more").wait_for(state="hidden")

    assert len(badges(alice)) == 21


def _token(visitor: Visitor) -> dict[str, str]:
    cookies = {each["name"]: each["value"] for each in visitor.page.context.cookies()}
    return {"X-CSRFToken": cookies["csrftoken"], "Referer": visitor.nordlicht.address}
