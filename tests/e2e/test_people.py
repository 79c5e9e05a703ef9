"""Who gets to which bill: teams, two subscriptions, no customer at all."""

import re

from .conftest import Meet
from .visitors import ACCOUNT, Visitor


def test_eve__is_led_to_pricing(eve: Visitor) -> None:
    eve.page.goto("/billing/")
    eve.page.wait_for_url(re.compile("/pricing/$"))

    assert "A billing account opens with your first plan" in eve.text


def test_eve__starts_a_plan_and_may_manage_it(eve: Visitor) -> None:
    eve.follow("See the plans")
    eve.press("Start Plus")
    eve.page.wait_for_url(ACCOUNT)
    assert "Welcome to Plus" in eve.message

    eve.to_portal()

    assert "Plus" in eve.text


def test_olga__manages_the_team_and_comes_back_to_it(olga: Visitor) -> None:
    olga.follow("Fjord Studio")
    olga.to_portal("Manage team billing")
    olga.follow("Return to Nordlicht")
    olga.page.wait_for_url(re.compile("/teams/"))

    assert "Welcome back" in olga.message


def test_olga__cancels_for_the_team(olga: Visitor) -> None:
    olga.follow("Fjord Studio")
    olga.to_portal("Cancel plan")
    olga.follow("No thanks, continue cancelling")
    olga.press("Cancel subscription")
    olga.press("No thanks")
    olga.page.wait_for_url(ACCOUNT)
    olga.follow("Fjord Studio")

    assert "Cancelled" in olga.plan.inner_text()


def test_mika__is_asked_to_ask_the_owner(mika: Visitor) -> None:
    mika.follow("Fjord Studio")

    assert "Olga Olsen takes care of the plan" in mika.text
    assert mika.page.get_by_role("button", name="Manage team billing").count() == 0


def test_mika__cannot_press_a_button_drawn_for_olga(meet: Meet) -> None:
    olga, mika = meet("Olga"), meet("Mika")
    olga.follow("Fjord Studio")
    choice = olga.page.locator("form.billing-portal-form input[name=choice]").first.input_value()
    mika.page.goto("/billing/?choice=" + choice)

    assert mika.code == "invalid_token"


def test_dora__sees_both_plans_in_the_portal(dora: Visitor) -> None:
    dora.to_portal()

    assert "Plus" in dora.text
    assert "Status page" in dora.text


def test_dora__a_task_for_one_subscription_is_not_possible(dora: Visitor) -> None:
    dora.page.goto("/billing/")
    assert "You have several subscriptions" in dora.text
    assert dora.page.get_by_role("button", name="Cancel plan").count() == 0

    dora.to_portal("Open the billing portal")

    assert "Status page" in dora.text
