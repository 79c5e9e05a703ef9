"""Nordlicht's own way to Stripe, beside the package's: for reading plans and for filling the demo."""

from typing import TYPE_CHECKING

from django_billing_portal.conf import portal_settings

if TYPE_CHECKING:
    from stripe import HTTPClient, StripeClient


def client() -> "StripeClient":
    """Return a client for Stripe's test mode, or for the sandbox in this process."""
    import stripe

    return stripe.StripeClient(portal_settings.required_api_key(), http_client=_transport())


def _transport() -> "HTTPClient":
    from stripe import RequestsClient

    from django_billing_portal.sandbox.transport import SandboxTransport

    return SandboxTransport() if portal_settings.uses_sandbox else RequestsClient(timeout=5)
