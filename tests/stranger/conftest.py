"""Runs in a process of its own, for its settings are others: see tests/test_stranger.py."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from django_billing_portal import gateway
from tests.stand_in import StandIn

collect_ignore_glob = [] if project.ROOT_URLCONF == "tests.stranger.urls" else ["*.py"]
SITE = "https://shop.example"
PREFIX = "/app"
FORM = re.compile(r'<form method="post" action="([^"]*)".*?</form>', re.DOTALL)
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Browser:
    """A browser that reaches the project through a proxy, which strips the prefix and ends TLS."""

    def __init__(self) -> None:
        proxied = {"Host": "10.0.0.7:8000", "X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https"}
        self.client = Client(enforce_csrf_checks=True, headers=proxied)

    def get(self, url: str):
        return self.client.get(self.inner(url))

    def press(self, page, button: int = 0):
        """Send the form with that number, as a browser would from that page."""
        form = list(FORM.finditer(page.text))[button]
        fields = {name: unescape(value) for name, value in FIELD.findall(form[0])}
        return self.client.post(self.inner(form[1]), fields, headers={"Referer": f"{SITE}{page.request['PATH_INFO']}"})

    def inner(self, url: str) -> str:
        path = url.removeprefix(SITE)
        assert path.startswith(PREFIX), f"{url} leads out of the project"
        return path.removeprefix(PREFIX)


@pytest.fixture(autouse=True)
def stripe_server(settings) -> Iterator[StandIn]:
    cache.clear()
    # LocaleMiddleware leaves a visitor's language in the thread.
    translation.deactivate()
    with StandIn() as server:
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "API_BASE": server.url}
        yield server
    gateway.forget()


@pytest.fixture
def visitor() -> Browser:
    return Browser()


@pytest.fixture
def member():
    from tests.stranger.members.models import Member, Plan

    someone = Member.objects.create(email="greta@example.com")
    Plan.objects.create(member=someone, stripe_customer="cus_greta")
    return someone


@pytest.fixture
def browser(visitor: Browser, member) -> Browser:
    visitor.client.force_login(member)
    return visitor
