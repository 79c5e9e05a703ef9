"""The ways to mint, each a function that returns something with a ``url``."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from django_billing_portal.services.sessions import amint_session, mint_session
from tests.failures.doors import NEEDS_AIOHTTP


def click(*, user, flow: str = "") -> SimpleNamespace:
    """Press a button, and look where it leads."""
    client = Client()
    client.force_login(user)
    return SimpleNamespace(url=client.post("/billing/", {"flow": flow})["Location"])


DOORS = [
    pytest.param(click, id="view"),
    pytest.param(mint_session, id="mint_session"),
    pytest.param(async_to_sync(amint_session), id="amint_session", marks=NEEDS_AIOHTTP),
]
