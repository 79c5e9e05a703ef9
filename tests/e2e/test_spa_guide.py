"""The code of docs/how-to/build-a-single-page-app.md, as it stands there, on a page of its own."""

import re

import pytest

from .nordlicht import ROOT, Nordlicht
from .spa import APP, open_task
from .visitors import Visitor

GUIDE = ROOT / "docs" / "how-to" / "build-a-single-page-app.md"
PAGE = """<!doctype html><html lang="en"><title>Guide</title><main>
<ul id="tasks"></ul><p id="news" role="status" tabindex="-1"></p><p id="problem" role="alert"></p></main>
<script type="module">{}</script>"""


def open_guide(visitor: Visitor) -> None:
    code = "\n".join(re.findall(r"(?ms)^```js\n(.*?)^```", GUIDE.read_text()))
    visitor.page.route(APP, lambda route: route.fulfill(body=PAGE.replace("{}", code), content_type="text/html"))
    # A redirect is not intercepted: the way back leads to Nordlicht's own app first, which must not speak.
    visitor.page.route("**/app.js", lambda route: route.abort())
    visitor.page.goto("/app/")


def change_card(visitor: Visitor) -> None:
    open_task(visitor, "Update card")
    visitor.page.get_by_label("Mastercard").check()
    visitor.press("Save card")
    visitor.page.wait_for_url(APP)


def await_text(visitor: Visitor, selector: str, text: str) -> None:
    visitor.page.locator(selector, has_text=text).wait_for()


@pytest.fixture
def alice(alice: Visitor) -> Visitor:
    open_guide(alice)
    return alice


def test_guide__there_and_back(alice: Visitor) -> None:
    change_card(alice)
    alice.page.goto("/app/?back")

    await_text(alice, "#news", "Done. Thank you.")
    assert alice.page.url.endswith("/app/")


def test_guide__says_what_is_wrong(alice: Visitor) -> None:
    alice.page.get_by_role("button", name="Update card").wait_for()
    alice.nordlicht.sign_everybody_out()
    alice.press("Update card")

    await_text(alice, "#problem", "Authentication")


def test_guide__no_customer_is_told_so(eve: Visitor) -> None:
    open_guide(eve)

    await_text(eve, "#problem", "billing account")


def test_guide__expired_login_is_told_of_at_load(alice: Visitor) -> None:
    alice.nordlicht.sign_everybody_out()
    alice.page.goto("/app/")

    await_text(alice, "#problem", "Authentication")


def test_guide__nonsense_is_told_of_and_what_came_of_it_all_the_same(alice: Visitor) -> None:
    change_card(alice)
    alice.page.route("**/flows/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    alice.page.goto("/app/?back")

    await_text(alice, "#problem", "We could not reach the server.")
    await_text(alice, "#news", "Done. Thank you.")


def test_guide__stripe_down_still_tells_what_came_of_it(shaken: Nordlicht, alice: Visitor) -> None:
    change_card(alice)
    alice.switch_on("down")
    alice.page.goto("/app/?back")

    await_text(alice, "#news", "Done. Thank you.")


def test_guide__stripe_down_shows_everything_and_the_click_says_why_not(shaken: Nordlicht, alice: Visitor) -> None:
    alice.switch_on("down")
    alice.page.goto("/app/")
    alice.press("Update card")

    await_text(alice, "#problem", "try again")
