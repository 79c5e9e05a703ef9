"""The REST door, for threads and for coroutines: the same people, the same Stripe."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests.failures.doors import NEEDS_AIOHTTP
from tests.settings import INSTALLED_APPS
from tests.storefront import failing, minted, portal  # noqa: F401 (fixtures)


@pytest.fixture
def framework(settings) -> Callable[..., None]:
    """Change settings of Django REST framework."""

    def change(**changes: object) -> None:
        settings.REST_FRAMEWORK = changes

    return change


@pytest.fixture
def browsable():
    """Install the framework's templates."""
    with override_settings(INSTALLED_APPS=[*INSTALLED_APPS, "rest_framework"]):
        yield


@pytest.fixture
def billing_codes(caplog) -> Callable[[], list[str]]:
    """Read the codes of the failures that were logged; that a test runs in a transaction is none."""
    caplog.set_level("INFO", "django_billing_portal")

    def codes() -> list[str]:
        ours = [record.billing_code for record in caplog.records if record.name == "django_billing_portal"]
        return [code for code in ours if code != "minted_in_transaction"]

    return codes


@pytest.fixture(params=["/api/billing/", pytest.param("/async/billing/", marks=NEEDS_AIOHTTP)], ids=["sync", "async"])
def door(request) -> str:
    """Return where the endpoint is mounted."""
    return request.param


@pytest.fixture
def post(door) -> Callable[..., Any]:
    """Post JSON to the sessions."""

    def post(client: Client, body: object = None, **options: Any) -> Any:
        sent = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        words = {"content_type": "application/json"} | options
        return client.generic("POST", f"{door}sessions/", sent, **words)

    return post
