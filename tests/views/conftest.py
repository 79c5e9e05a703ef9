"""A project whose Stripe fails as told: a resolver raises what the gateway would."""

from collections.abc import Callable

import pytest

from tests.storefront import failing, minted, portal  # noqa: F401 (fixtures)


@pytest.fixture
def billing_codes(caplog) -> Callable[[], list[str]]:
    """Read the codes of the failures that were logged."""
    caplog.set_level("INFO", "django_billing_portal")

    def codes() -> list[str]:
        return [record.billing_code for record in caplog.records if record.name == "django_billing_portal"]

    return codes
