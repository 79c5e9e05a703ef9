"""The desk for staff with a telephone, a keyboard, a dark room, or a browser without JavaScript."""

import pytest

from . import desk
from .conftest import Meet
from .test_everybody import PHONE, UNNAMED, background, tab_to
from .visitors import PORTAL, Visitor

CARD = {"what": "payment_method_update"}
PAGES = [
    "/admin/auth/user/1/change/",
    "/admin/auth/user/1/billing-link/",
    "/admin/auth/user/1/billing-portal/",
    desk.LINKS,
    f"{desk.LINKS}1/change/",
    f"{desk.LINKS}1/send/",
    f"{desk.LINKS}1/copy/",
    f"{desk.LINKS}1/revoke/",
    "/admin/billing_portal/portalsession/",
    "/admin/billing_portal/portalsession/charts/",
    "/admin/billing_portal/portalcustomer/",
    "/admin/billing_portal/portalcustomer/1/change/",
    "/admin/billing_portal/portalbatch/",
]
#: Named otherwise, or by Django not at all: buttons by their value, boxes and the search by attributes.
DJANGOS = ('type="submit"', "action-select", "action-toggle", "searchbar", "theme-toggle", "nav-filter")
STICKS_OUT = "width => document.documentElement.scrollWidth > width"


def test_phone__nothing_sticks_out(meet: Meet) -> None:
    sigrid, width = meet("Sigrid", **PHONE), PHONE["viewport"]["width"]
    link = desk.make_link(sigrid, **CARD)
    assert not sigrid.page.evaluate(STICKS_OUT, width)

    sigrid.page.goto(f"{desk.LINKS}1/copy/")
    sigrid.press("Show the address")
    sigrid.page.locator("#billing-link").wait_for()
    assert not sigrid.page.evaluate(STICKS_OUT, width)

    wide = [path for path in [*PAGES, link] if goes_out(sigrid, path, width)]

    assert wide == []


def goes_out(visitor: Visitor, path: str, width: int) -> bool:
    visitor.page.goto(path)
    return bool(visitor.page.evaluate(STICKS_OUT, width))


def test_desk__everything_to_press_has_a_name(sigrid: Visitor) -> None:
    desk.make_link(sigrid, **CARD)
    nameless = {path: found for path in PAGES if (found := unnamed(sigrid, path))}

    assert nameless == {}


def unnamed(visitor: Visitor, path: str) -> list[str]:
    visitor.page.goto(path)
    assert visitor.page.locator("h1").last.inner_text().strip()
    return [each for each in visitor.page.evaluate(UNNAMED) if not any(word in each for word in DJANGOS)]


def test_no_javascript__every_field_is_there(meet: Meet) -> None:
    sigrid = meet("Sigrid", java_script_enabled=False)
    alice = meet("Alice", java_script_enabled=False)
    link = desk.make_link(sigrid, what="subscription_cancel", retention_coupon="STAY20", send=True)
    alice.page.goto(link)
    alice.press("Continue")
    alice.page.wait_for_url(PORTAL)

    assert "20" in alice.text


def test_keyboard__makes_a_link(sigrid: Visitor) -> None:
    desk.open_form(sigrid)
    focus(sigrid, "#id_what")
    sigrid.page.keyboard.type("Update p")
    focus(sigrid, "#id_send")
    sigrid.page.keyboard.press("Space")
    focus(sigrid, "[name=_create]")
    sigrid.page.keyboard.press("Enter")
    sigrid.page.locator("#billing-link").wait_for()

    assert "Sent to alice@nordlicht.example" in desk.e_mail(sigrid)


def focus(visitor: Visitor, selector: str) -> None:
    for _ in range(60):
        if visitor.page.locator(":focus").and_(visitor.page.locator(selector)).count():
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached by keyboard")


def test_keyboard__presses_a_link(sigrid: Visitor, alice: Visitor) -> None:
    alice.page.goto(desk.make_link(sigrid, **CARD))
    tab_to(alice, "Continue")
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url(PORTAL)

    assert "Save card" in alice.text


def test_dark__differs_from_light(meet: Meet) -> None:
    light, dark = meet("Sigrid", color_scheme="light"), meet("Sigrid", color_scheme="dark")
    light.page.goto(PAGES[1])
    dark.page.goto(PAGES[1])

    assert background(light) != background(dark)
    assert preview(light) != preview(dark)


def preview(visitor: Visitor) -> str:
    """Return the colour of the card that shows what the customer will see."""
    visitor.press("Check")
    card = visitor.page.locator(".billing-card")
    return str(card.evaluate("card => getComputedStyle(card).color + getComputedStyle(card).backgroundColor"))
