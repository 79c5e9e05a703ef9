"""Somebody with a session's URL and a browser."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.sessions import TYPE

BACK = "http://testserver/account/"
NEWER = {"customer_update", "subscription_pause"}
"""Flows that stripe 15.0 does not know."""


@pytest.fixture
def mint(api) -> Callable[..., str]:
    """Mint a session for alice, or whoever is named, and return its path."""

    def minted(customer: str = "cus_alice", **params: object) -> str:
        session = api.billing_portal.sessions.create({"customer": customer, "return_url": BACK, **params})
        return urlsplit(session.url).path

    return minted


@pytest.fixture
def mint_flow(mint) -> Callable[..., str]:
    """Mint a session for one task, about alice's subscription where the task is about one."""

    def minted(type: str, *, after: dict | None = None, about: str = "sub_alice", **details: object) -> str:
        hashes = {type: {"subscription": about, **details}} if type.startswith("subscription") else {}
        flow = {"type": type, **hashes, **({"after_completion": after} if after else {})}
        if type not in NEWER:
            return mint(flow_data=flow)
        path = mint()
        store.put(store.list(TYPE)[0] | {"flow": flow})
        return path

    return minted


@pytest.fixture
def configure(world) -> Callable[..., None]:
    """Change features of the default configuration, also those that an older stripe cannot name."""

    def configured(**features: dict) -> None:
        configuration = store.get("bpc_default")
        for name, values in features.items():
            configuration["features"][name] |= values
        store.put(configuration)

    return configured


@pytest.fixture
def latest_events() -> Callable[[int], list[str]]:
    """Return the types of the latest events, oldest first."""

    def latest(count: int) -> list[str]:
        return [event["type"] for event in store.list("event")[:count]][::-1]

    return latest


@pytest.fixture(autouse=True)
def _no_language_left_behind():
    with translation.override("en"):
        yield
