"""A seeded sandbox and the real SDK in front of it."""

from collections.abc import Callable

import pytest
import stripe

from django_billing_portal.sandbox.transport import SandboxTransport
from tests.seeded import plant


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch):
    monkeypatch.setattr(stripe, "enable_telemetry", False)


@pytest.fixture
def world(db) -> None:
    plant()


@pytest.fixture
def api(world):
    """Speak to the sandbox through the SDK."""
    return stripe.StripeClient("sk_test_suite", http_client=SandboxTransport()).v1


@pytest.fixture
def refusal() -> Callable[..., stripe.StripeError]:
    """Return the SDK's exception for a call that is refused."""

    def refuse(call: Callable[..., object], *args: object, **options: object) -> stripe.StripeError:
        with pytest.raises(stripe.StripeError) as caught:
            call(*args, **options)
        return caught.value

    return refuse
