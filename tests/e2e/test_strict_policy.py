"""A site whose policy says ``form-action 'self'``, and a portal on another origin."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.factories import PortalCustomerFactory, UserFactory
from tests.settings import BILLING_PORTAL

from .visitors import go_back

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


class Stripe(BaseHTTPRequestHandler):
    """Mint sessions, and be the portal that they open."""

    def do_POST(self) -> None:
        address = f"http://127.0.0.1:{self.server.server_address[1]}/portal"
        self.answer("application/json", json.dumps({"id": "bps_1", "url": address, "configuration": "bpc_1"}))

    def do_GET(self) -> None:
        self.answer("text/html", f"<h1>The portal</h1><p>From {self.headers.get('Referer', 'nowhere')}</p>")

    def answer(self, content_type: str, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def stripe() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stripe) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def site(settings: LazySettings, stripe: str) -> Iterator[LiveServer]:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "example_project.csp.content_security_policy"]
    settings.SECURE_CSP = {"default-src": ["'self'"], "form-action": ["'self'"]}
    settings.BILLING_PORTAL = {**BILLING_PORTAL, "API_BASE": stripe, "PORTAL_HOSTS": [stripe]}
    # Not the fixture live_server: it has read MIDDLEWARE before this test changed it.
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def page(request: pytest.FixtureRequest, browser: "Browser", site: LiveServer) -> Iterator["Page"]:
    user, client = UserFactory(), Client()
    PortalCustomerFactory(subject=user)
    client.force_login(user)
    context = browser.new_context(base_url=site.url, java_script_enabled=request.param)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page = context.new_page()
    page.goto("/billing/")
    yield page
    context.close()


def test_redirect__blocked(page: "Page") -> None:
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.get_by_role("button").first.click()

    assert page.url.endswith("/billing/")


def test_page_instead_of_redirect__arrives(page: "Page", settings: LazySettings) -> None:
    settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "REDIRECT": "page"}

    page.get_by_role("button").first.click()
    page.wait_for_url("**/portal")

    assert page.get_by_text("From nowhere").is_visible()


def test_page_instead_of_redirect__leaves_no_entry_in_the_history(page: "Page", settings: LazySettings) -> None:
    settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "REDIRECT": "page"}
    page.get_by_role("button").first.click()
    page.wait_for_url("**/portal")

    go_back(page)

    assert page.get_by_role("heading", name="Manage billing").is_visible()
