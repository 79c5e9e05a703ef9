"""What a click costs, and what it leaves behind."""

import re

from .conftest import Meet
from .nordlicht import Nordlicht
from .visitors import PORTAL, Visitor


def test_double_click__mints_one_session(alice: Visitor) -> None:
    alice.page.get_by_role("button", name="Manage billing").dblclick(no_wait_after=True)
    alice.page.wait_for_url(PORTAL)

    assert alice.nordlicht.minted() == 1


def test_two_tabs__mint_one_session(alice: Visitor) -> None:
    tab = alice.page.context.new_page()
    tab.goto("/account/")
    alice.to_portal()
    tab.get_by_role("button", name="Manage billing").click()
    tab.wait_for_url(PORTAL)

    assert tab.url == alice.page.url


def test_many_clicks__ask_for_patience(shaken: Nordlicht, meet: Meet) -> None:
    shaken.restart(NORDLICHT_MINTS_PER_MINUTE="1")
    alice = meet("Alice")
    alice.to_portal()
    alice.page.goto("/account/")
    alice.press("Update card")

    assert alice.code == "too_many_requests"


def test_rendering__mints_nothing(alice: Visitor) -> None:
    alice.page.goto("/account/")
    alice.page.goto("/billing/")

    assert alice.nordlicht.minted() == 0


def test_rendering__holds_no_portal_url(alice: Visitor) -> None:
    alice.to_portal()
    secret = alice.page.url.rstrip("/").rsplit("/", 1)[-1]
    alice.page.goto("/account/")

    assert secret not in alice.page.content()


def test_portal_page__offers_the_same_as_the_account(alice: Visitor) -> None:
    alice.page.goto("/billing/")
    alice.to_portal("Pay yearly")

    assert alice.heading == "Confirm your new plan"


def test_signed_out__signs_in_and_chooses_again(alice: Visitor) -> None:
    alice.page.context.clear_cookies()
    alice.page.goto("/billing/?flow=update-card")
    assert "sign-in" in alice.page.url

    alice.press("Alice")
    alice.to_portal("Update card")

    assert re.search(PORTAL, alice.page.url)
