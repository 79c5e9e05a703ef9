"""Small screens, keyboards, dark rooms, browsers without JavaScript."""

import pytest

from .conftest import Meet
from .visitors import ACCOUNT, PORTAL, Visitor

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAGES = ["/", "/pricing/", "/sign-in/", "/account/", "/app/", "/billing/"]
FOR_STRANGERS = {"/", "/sign-in/"}
UNNAMED = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter(each => !(each.innerText || each.labels?.[0]?.innerText || each.ariaLabel || "").trim())
  .map(each => each.outerHTML)"""


def test_no_javascript__there_and_back(meet: Meet) -> None:
    alice = meet("Alice", java_script_enabled=False)
    alice.to_portal("Update card")
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")
    alice.page.wait_for_url(ACCOUNT)

    assert "Mastercard" in alice.plan.inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_page__has_one_heading_and_one_main(meet: Meet, path: str) -> None:
    visitor = meet(None if path in FOR_STRANGERS else "Alice")
    visitor.page.goto(path)

    assert visitor.page.locator("h1").count() == 1
    assert visitor.page.get_by_role("main").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_page__everything_to_press_has_a_name(meet: Meet, path: str) -> None:
    visitor = meet(None if path in FOR_STRANGERS else "Alice")
    visitor.page.goto(path)

    assert visitor.page.evaluate(UNNAMED) == []


@pytest.mark.parametrize("path", PAGES)
def test_phone__nothing_sticks_out(meet: Meet, path: str) -> None:
    alice = meet(None if path in FOR_STRANGERS else "Alice", **PHONE)
    alice.page.goto(path)

    assert alice.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_phone__portal_and_back(meet: Meet) -> None:
    alice = meet("Alice", **PHONE)
    alice.to_portal()
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]

    alice.back()

    assert "Welcome back" in alice.message


def test_keyboard__skip_link_comes_first(alice: Visitor) -> None:
    alice.page.goto("/account/")
    alice.page.keyboard.press("Tab")

    assert alice.page.locator(":focus").inner_text() == "Skip to content"


def test_keyboard__reaches_portal_and_comes_back(alice: Visitor) -> None:
    alice.page.goto("/account/")
    tab_to(alice, "Manage billing")
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url(PORTAL)
    tab_to(alice, "Return to Nordlicht")
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url(ACCOUNT)

    assert "Welcome back" in alice.message


def test_keyboard__focus_can_be_seen(alice: Visitor) -> None:
    alice.page.goto("/account/")
    tab_to(alice, "Manage billing")

    assert alice.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("path", ["/account/", "/pricing/", "/billing/"])
def test_dark__differs_from_light(meet: Meet, path: str) -> None:
    light, dark = meet("Alice", color_scheme="light"), meet("Alice", color_scheme="dark")
    light.page.goto(path)
    dark.page.goto(path)

    assert background(light) != background(dark)


def test_dark__portal(meet: Meet) -> None:
    alice = meet("Alice", color_scheme="dark")
    alice.to_portal()

    assert "Plus" in alice.text


def tab_to(visitor: Visitor, name: str) -> None:
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        if name in visitor.page.locator(":focus").inner_text():
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def background(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("getComputedStyle(document.body).backgroundColor"))
