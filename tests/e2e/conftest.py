"""Nordlicht, a Chromium before it, and the people who click."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .nordlicht import ROOT, Nordlicht, free_port
from .post import PostOffice
from .visitors import HOME, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
SCREENSHOTS = ROOT / "screenshots"
# The first one draws no window around a page, which halves the time of a test.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
QUIET = ("quic", "gpu", "background-networking", "component-update", "sync")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]

Meet = Callable[..., Visitor]
Logins = dict[str | None, Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on PATH")
    # Playwright runs an event loop in this thread, and Django would refuse to close its databases in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def smtp() -> Iterator[PostOffice]:
    controller = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
    post_office = PostOffice(port=free_port())
    server = controller.Controller(post_office, hostname="127.0.0.1", port=post_office.port)
    server.start()
    yield post_office
    server.stop()


@pytest.fixture(scope="session")
def running(browser: "Browser", smtp: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nordlicht]:
    nordlicht = Nordlicht(tmp_path_factory.mktemp("nordlicht"), smtp=smtp.address)
    nordlicht.start()
    yield nordlicht
    nordlicht.stop()


@pytest.fixture
def nordlicht(running: Nordlicht) -> Nordlicht:
    running.reset()
    return running


@pytest.fixture
def post_office(smtp: PostOffice, nordlicht: Nordlicht) -> PostOffice:
    smtp.reset()
    return smtp


@pytest.fixture
def shaken(nordlicht: Nordlicht) -> Iterator[Nordlicht]:
    """The site of tests that bring Stripe down: its process remembers outages, so the next test gets a new one."""
    yield nordlicht
    nordlicht.restart()


@pytest.fixture(scope="session")
def logins(running: Nordlicht) -> Logins:
    """Hold the cookies of everybody who has signed in once."""
    return {}


@pytest.fixture
def meet(browser: "Browser", nordlicht: Nordlicht, logins: Logins, request: pytest.FixtureRequest) -> Iterator[Meet]:
    met: list[Visitor] = []

    def meet(name: str | None = None, **options: object) -> Visitor:
        still = {"base_url": nordlicht.address, "reduced_motion": "reduce"}
        visitor = Visitor(browser.new_context(**still | options).new_page(), nordlicht)
        met.append(visitor)
        if name in logins:
            visitor.page.context.add_cookies(logins[name])
            visitor.page.goto("/account/")
        elif name:
            visitor.sign_in(name)
            visitor.page.wait_for_url(HOME)
            nordlicht.keep_logins()
            logins[name] = visitor.page.context.cookies()
        return visitor

    yield meet
    for visitor in met:
        visitor.snap(SCREENSHOTS / request.node.path.stem.removeprefix("test_"), request.node.name)
        visitor.leave()


@pytest.fixture
def alice(meet: Meet) -> Visitor:
    """Pays for Plus each month."""
    return meet("Alice")


@pytest.fixture
def olga(meet: Meet) -> Visitor:
    """Owns the team Fjord Studio."""
    return meet("Olga")


@pytest.fixture
def mika(meet: Meet) -> Visitor:
    """Works at Fjord Studio."""
    return meet("Mika")


@pytest.fixture
def dora(meet: Meet) -> Visitor:
    """Has two subscriptions."""
    return meet("Dora")


@pytest.fixture
def eve(meet: Meet) -> Visitor:
    """Has no customer at Stripe."""
    return meet("Eve")


@pytest.fixture
def sigrid(meet: Meet) -> Visitor:
    """Sits at the support desk."""
    return meet("Sigrid")


@pytest.fixture
def viggo(meet: Meet) -> Visitor:
    """May look at everything in the admin, and touch nothing."""
    return meet("Viggo")
