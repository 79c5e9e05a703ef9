"""What somebody in front of the browser does and sees."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .nordlicht import Nordlicht

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PORTAL = re.compile(r"/billing-sandbox/")
ACCOUNT = re.compile(r"/account/$")
HOME = re.compile(r"/(account|admin)/$")


class Visitor:
    def __init__(self, page: "Page", nordlicht: Nordlicht) -> None:
        self.page, self.nordlicht = page, nordlicht
        self.complaints: list[str] = []
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, name: str) -> None:
        self.page.goto("/sign-in/")
        self.press(name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def to_portal(self, name: str = "Manage billing") -> None:
        self.press(name)
        self.page.wait_for_url(PORTAL)

    def back(self) -> None:
        self.follow("Return to Nordlicht")
        self.page.wait_for_url(ACCOUNT)

    def go_back(self) -> None:
        """Press the Back button."""
        go_back(self.page)

    def in_panel(self, act: Callable[["Page"], None]) -> None:
        """Do something in the sandbox's panel, in a tab of its own."""
        tab = self.page.context.new_page()
        tab.goto("/billing-sandbox/")
        act(tab)
        tab.get_by_role("status").get_by_text(re.compile(".")).wait_for()
        tab.close()

    def switch_on(self, fault: str, *, seconds: float = 5) -> None:
        def act(tab: "Page") -> None:
            tab.locator(f"select[name={fault}]").select_option("on")
            tab.locator("input[name=seconds]").fill(str(seconds))
            tab.get_by_role("button", name="Set switches").click()

        self.in_panel(act)

    def heal(self) -> None:
        self.in_panel(lambda tab: tab.get_by_role("button", name="Make everything work again").click())

    def wait(self, how_long: str) -> None:
        """Let the sandbox's clock run: ``5 minutes``, ``1 hour``, ``1 month``."""
        self.in_panel(lambda tab: tab.get_by_role("button", name=how_long).click())

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def message(self) -> str:
        return self.page.locator(".toast").inner_text()

    @property
    def plan(self) -> "Locator":
        return self.page.locator(".plan")

    @property
    def code(self) -> str | None:
        return self.page.locator("[data-code]").get_attribute("data-code")

    def snap(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9_]+", "-", name.removeprefix("test_")).strip("-")
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def leave(self) -> None:
        self.page.context.close()
        assert [each for each in self.complaints if "Content Security Policy" in each] == []


def go_back(page: "Page") -> None:
    """Press the Back button, and again while Chromium hands the page from one process to another."""
    for _ in range(50):
        try:
            page.go_back()
        except Exception as error:
            if "Not attached to an active page" not in str(error):
                raise
            page.wait_for_timeout(100)
        else:
            return
