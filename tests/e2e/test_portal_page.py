"""The page that says what one can do, for people who can do less than others."""

import pytest

from .conftest import Meet
from .nordlicht import Nordlicht
from .visitors import PORTAL, Visitor

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
    "phone-in-the-dark": {**PHONE, "color_scheme": "dark"},
    "no-javascript": {"java_script_enabled": False},
}
BLOCKED = ["Change plan", "Pay yearly", "Take a break", "Cancel plan"]
BUTTONS = ["Open the billing portal", "Update card", "Billing details"]


def cancel(visitor: Visitor) -> None:
    visitor.to_portal("Cancel plan")
    visitor.follow("No thanks, continue cancelling")
    visitor.press("Cancel subscription")
    visitor.press("No thanks")


def buttons(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".billing-portal-card button").all_inner_texts()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_cancelled__sees_why(meet: Meet, look: dict[str, object]) -> None:
    alice = meet("Alice", **look)
    cancel(alice)

    alice.page.goto("/billing/")

    assert buttons(alice) == BUTTONS
    assert "Your subscription is set to be cancelled already." in alice.text
    assert alice.page.get_by_role("term").all_inner_texts() == BLOCKED


@pytest.mark.parametrize("look", [{}, PHONE], ids=["desk", "phone"])
def test_cancelled__nothing_sticks_out(meet: Meet, look: dict[str, object]) -> None:
    alice = meet("Alice", **look)
    cancel(alice)

    alice.page.goto("/billing/?flow=leave")

    assert alice.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_cancelled__is_told_what_was_asked_for(alice: Visitor) -> None:
    cancel(alice)

    alice.page.goto("/billing/?flow=leave")

    assert "Cancel plan" in alice.page.locator("p[role=status]").inner_text()
    assert buttons(alice) == BUTTONS


def test_cancelled__keyboard_stops_only_where_something_happens(alice: Visitor) -> None:
    cancel(alice)
    alice.page.goto("/billing/")
    stops = []
    while (stop := _next_stop(alice)) != "Back":
        stops.append(stop)

    assert stops[-3:] == BUTTONS
    assert not {*BLOCKED} & {*stops}


def test_cancelled__what_is_left_works(alice: Visitor) -> None:
    cancel(alice)
    alice.page.goto("/billing/")

    alice.to_portal("Update card")

    assert PORTAL.search(alice.page.url)


def test_several_subscriptions__sees_why(dora: Visitor) -> None:
    dora.page.goto("/billing/")

    assert buttons(dora) == BUTTONS
    assert "You have several subscriptions" in dora.text


def test_stripe_down__offers_everything(shaken: Nordlicht, meet: Meet) -> None:
    alice = meet("Alice")
    alice.switch_on("down")
    alice.page.goto("/billing/")

    assert buttons(alice) == BUTTONS + BLOCKED


def _next_stop(visitor: Visitor) -> str:
    visitor.page.keyboard.press("Tab")
    return visitor.page.locator(":focus").inner_text().strip()
