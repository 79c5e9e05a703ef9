"""The single-page app on small screens, by keyboard, in the dark, and without JavaScript."""

from .conftest import Meet
from .spa import APP, open_app, outcome
from .test_everybody import PHONE, background, tab_to
from .visitors import PORTAL, Visitor

WIDTH = "document.documentElement.scrollWidth"


def test_no_javascript__is_told_where_to_go(meet: Meet) -> None:
    alice = meet("Alice", java_script_enabled=False)
    alice.page.goto("/app/")
    assert "This page needs JavaScript" in alice.text

    alice.follow("Manage billing")

    assert alice.page.get_by_role("button", name="Update card").is_visible()


def test_no_module__leaves_a_way(alice: Visitor) -> None:
    alice.page.route("**/app.js", lambda route: route.abort())
    alice.page.goto("/app/")

    alice.follow("manage billing")

    assert alice.heading == "Manage billing"


def test_phone__nothing_sticks_out(meet: Meet) -> None:
    dora = meet("Dora", **PHONE)
    open_app(dora)
    dora.page.get_by_label("Plus").check()

    assert dora.page.evaluate(WIDTH) <= PHONE["viewport"]["width"]


def test_phone__nor_does_trouble(meet: Meet) -> None:
    olga = meet("Olga", **PHONE)
    open_app(olga)
    olga.page.locator("#problem").wait_for()

    assert olga.page.evaluate(WIDTH) <= PHONE["viewport"]["width"]


def test_keyboard__there_and_back_with_the_focus_on_the_news(alice: Visitor) -> None:
    open_app(alice)
    tab_to(alice, "Update card")
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url(PORTAL)
    tab_to(alice, "Return to Nordlicht")
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url(APP)
    outcome(alice)

    assert "You are back" in alice.page.locator(":focus").inner_text()


def test_keyboard__focus_stays_when_trouble_passes(alice: Visitor) -> None:
    alice.page.route("**/flows/*", lambda route: route.abort(), times=1)
    alice.page.goto("/app/")
    alice.page.get_by_role("button", name="Try again").wait_for()
    tab_to(alice, "Try again")
    alice.page.keyboard.press("Enter")
    alice.page.locator("#problem").wait_for(state="hidden")

    assert alice.page.locator(":focus").inner_text() == "What you can do"


def test_trouble__is_announced(alice: Visitor) -> None:
    alice.page.route("**/flows/*", lambda route: route.abort())
    alice.page.goto("/app/")

    assert "We could not reach Nordlicht" in alice.page.get_by_role("alert").inner_text()


def test_dark__differs_from_light(meet: Meet) -> None:
    light, dark = meet("Alice", color_scheme="light"), meet("Alice", color_scheme="dark")
    open_app(light)
    open_app(dark)

    assert background(light) != background(dark)
