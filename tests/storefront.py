"""What tests of pages and of the endpoint stand on: two declared flows, the sandbox's seeds, and failures to order."""

from collections.abc import Callable
from typing import Any

import pytest

from django_billing_portal import flows
from django_billing_portal.exceptions import BillingPortalError
from django_billing_portal.resolvers import Callables
from django_billing_portal.sandbox import store
from tests.seeded import plant
from tests.settings import BILLING_PORTAL

FLOWS = {
    "update-card": flows.PaymentMethodUpdate(label="Use another card"),
    "leave": flows.SubscriptionCancel(retention_coupon="STAY20"),
}


@pytest.fixture(autouse=True)
def portal(settings) -> Callable[..., None]:
    """Declare two flows; called, it changes further settings of BILLING_PORTAL."""

    def change(**changes: object) -> None:
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, **changes}

    settings.BILLING_PORTAL = {**BILLING_PORTAL, "FLOWS": FLOWS}
    return change


@pytest.fixture
def minted(db) -> Callable[[], list[dict[str, Any]]]:
    """Seed the sandbox; called, return the portal sessions that it was asked for, newest first."""
    plant()
    return lambda: store.list("billing_portal.session")


@pytest.fixture
def failing(portal) -> Callable[[BillingPortalError], None]:
    """Let everything fail from now on, as told: a resolver raises what the gateway would."""

    def fail(error: BillingPortalError) -> None:
        def resolve(*, subject: object) -> None:
            raise error

        portal(RESOLVER=Callables(resolve=resolve))

    return fail
