"""Count in one process what a server cannot tell from outside."""

import sys
import time
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

OURS = "billing_portal_"
RENDERINGS = 500


def main() -> dict[str, Any]:
    user, before = get_user_model().objects.order_by("-pk")[:2]
    # First the button: a click imports stripe.
    found = button(user)
    # The first click of a process, and one a minute, wipe dead URLs besides: one more statement.
    ours(signed_in(before))
    client = signed_in(user)
    return found | {"mint": ours(client), "repeat": ours(client)}


def signed_in(user: AbstractBaseUser) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def ours(client: Client) -> int:
    """Click, and count what Django's session and user do not account for."""
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/billing/").status_code == 303
    return sum(OURS in query["sql"] for query in queries)


def button(user: AbstractBaseUser) -> dict[str, Any]:
    request = RequestFactory().get("/", headers={"host": "127.0.0.1"})
    request.user = user
    page = engines["django"].from_string("{% load billing_portal %}{% manage_billing_button %}")
    page.render({"request": request}, request)
    seconds = []
    with CaptureQueriesContext(connection) as queries:
        for _ in range(RENDERINGS):
            started = time.perf_counter()
            page.render({"request": request}, request)
            seconds.append(time.perf_counter() - started)
    return {
        "button_queries": len(queries),
        "button_stripe": "stripe" in sys.modules,
        "button_us": median(seconds) * 1e6,
    }
