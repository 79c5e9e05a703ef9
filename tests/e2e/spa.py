"""What somebody does and sees in the single-page app."""

import re
from typing import TYPE_CHECKING

from .visitors import PORTAL, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

APP = re.compile(r"/app/(\?back)?$")
SESSIONS = "**/api/billing/sessions/"
FLOWS = "**/api/billing/flows/*"


def open_app(visitor: Visitor, path: str = "/app/") -> None:
    visitor.page.goto(path)
    await_tasks(visitor.page)


def await_tasks(page: "Page") -> None:
    page.locator("#tasks[aria-busy=false]").wait_for(state="attached")


def open_task(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).click()
    visitor.page.wait_for_url(PORTAL)


def come_back(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name=re.compile("Return to Nordlicht|Go back")).first.click()
    visitor.page.wait_for_url(APP)


def outcome(visitor: Visitor) -> str:
    shown = visitor.page.locator("#outcome")
    shown.wait_for()
    return shown.inner_text()


def problem(visitor: Visitor) -> str:
    """Return the code of what went wrong."""
    visitor.page.locator("#problem").wait_for()
    return str(visitor.page.locator("#problem").get_attribute("data-code"))


def badges(visitor: Visitor) -> list[str]:
    visitor.page.locator("#visits .badge").first.wait_for()
    return visitor.page.locator("#visits .badge").all_inner_texts()


def hold(visitor: Visitor, url: str, method: str) -> list["Route"]:
    """Let no answer through until the test does."""
    held: list[Route] = []

    def keep(route: "Route") -> None:
        if route.request.method == method:
            held.append(route)
        else:
            route.continue_()

    visitor.page.route(url, keep)
    return held


def posts(visitor: Visitor) -> list["Request"]:
    """Count what is sent from now on."""
    sent: list[Request] = []
    visitor.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent
