"""What is promised beside the answers: no secrets, few queries, no transactions, and coroutines."""

import asyncio
import logging
import re
from typing import Any

import pytest

pytest.importorskip("rest_framework")

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import connection, connections
from django.test import AsyncClient, AsyncRequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from django_billing_portal.models import PortalSession
from tests.failures.doors import NEEDS_AIOHTTP

pytestmark = pytest.mark.usefixtures("minted")
WRITER = logging.Formatter()
DJANGOS_OWN = 2
"""Queries for the browser's session and the user."""


def test_url__is_told_once(alice_client, post, door, minted, caplog) -> None:
    for logger in ("", "django", "stripe", "urllib3", "aiohttp", "asyncio"):
        caplog.set_level(logging.DEBUG, logger)

    response = post(alice_client, {"flow": "update-card"})
    again = [alice_client.get(url).text for url in (response["Location"], f"{door}sessions/", f"{door}flows/")]

    [at_stripe] = minted()
    assert at_stripe["url"] in response.text
    written = [f"{WRITER.format(record)} {vars(record)!r}" for record in caplog.records]
    told = " ".join([*again, *written, repr(response), repr(response.headers)])
    assert at_stripe["url"] not in told
    assert at_stripe["id"] not in told


@pytest.mark.parametrize(("ask", "count"), [("POST sessions/", 4), ("GET sessions/", 1), ("GET flows/", 1)])
def test_queries__few(alice_client, door, ask: str, count: int) -> None:
    method, path = ask.split()

    with CaptureQueriesContext(connection) as queries:
        alice_client.generic(method, f"{door}{path}")

    # The sandbox lives in the same database, where Stripe would not.
    ours = [query["sql"] for query in queries if not re.search("sandbox|SAVEPOINT", query["sql"])]
    assert len(ours) == DJANGOS_OWN + count


def test_queries__of_the_same_session_again(alice_client, post, django_assert_num_queries) -> None:
    post(alice_client)

    with django_assert_num_queries(DJANGOS_OWN + 2):
        post(alice_client)


def test_queries__of_one_session(alice_client, post, django_assert_num_queries) -> None:
    url = post(alice_client)["Location"]

    with django_assert_num_queries(DJANGOS_OWN + 1):
        alice_client.get(url)


@pytest.mark.django_db(transaction=True)
def test_requests__outside_transactions(alice_client, post, billing_codes, monkeypatch, caplog) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)

    assert post(alice_client).status_code == 201
    assert "inside a transaction" not in caplog.text


@pytest.mark.parametrize("name", ["sessions", "flows"])
def test_doors__one_for_threads_and_one_for_coroutines(name: str) -> None:
    found = {prefix: resolve(f"/{prefix}/billing/{name}/").func for prefix in ("api", "async")}

    assert {prefix: iscoroutinefunction(view) for prefix, view in found.items()} == {"api": False, "async": True}


def test_names__the_same_behind_both_doors() -> None:
    assert reverse("billing_portal_api:sessions") == "/api/billing/sessions/"
    assert reverse("async:sessions") == "/async/billing/sessions/"


@pytest.fixture
def visitor(alice, minted) -> AsyncClient:
    """Alice, who asks coroutines; told by async_to_sync(), so that rows are read in this thread, on its connection."""
    client = AsyncClient()
    client.force_login(alice)
    return client


@NEEDS_AIOHTTP
def test_asgi__end_to_end(visitor) -> None:
    @async_to_sync
    async def visit() -> None:
        response = await visitor.post("/async/billing/sessions/", {}, content_type="application/json")
        report = await visitor.get(response["Location"])

        assert (response.status_code, report.json()["state"]) == (201, "pending")
        assert (await visitor.get("/async/billing/flows/")).status_code == 200

    visit()


@NEEDS_AIOHTTP
def test_asgi__at_once_is_once(visitor) -> None:
    @async_to_sync
    async def post_often() -> list[Any]:
        posts = [visitor.post("/async/billing/sessions/", {}, content_type="application/json") for _ in range(10)]
        return await asyncio.gather(*posts)

    answers = post_often()

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert PortalSession.objects.count() == 1


async def test_asgi__body_without_its_length(alice) -> None:
    request = AsyncRequestFactory().post(
        "/async/billing/sessions/", {"flow": "leave"}, content_type="application/json"
    )
    request.user, request._dont_enforce_csrf_checks = alice, True
    del request.META["CONTENT_LENGTH"]

    response = await resolve(request.path).func(request)

    assert (response.status_code, response.data["code"]) == (411, "length_required")
