"""What must be there before real customers come."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from ..conf import portal_settings
from ..exceptions import NotConfigured


def check_api_key(**_kwargs: Any) -> list[CheckMessage]:
    """Find a deployment without an API key."""
    try:
        portal_settings.required_api_key()
    except NotConfigured as error:
        hint = f'{error.detail} Set BILLING_PORTAL["API_KEY"], or STRIPE_SECRET_KEY in settings or environment.'
    else:
        return []
    return [Warning("There is no Stripe API key, so every click will fail.", hint=hint, id="billing_portal.W003")]
