"""The portal's own settings at Stripe: what customers may do there."""

from typing import TYPE_CHECKING, Any

from django.apps import apps

from django_billing_portal import gateway
from django_billing_portal.conf import portal_settings
from django_billing_portal.flows import SubscriptionPause
from example_project.nordlicht.offers import OFFERS

from .catalogue import price_id

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.billing_portal import Configuration

NAME = "Nordlicht's demo"
HEADLINE = "Your plan, your card, your invoices"
REASONS = ["too_expensive", "missing_features", "switched_service", "unused", "other"]
CHANGEABLE = ("nordlicht_plus_monthly", "nordlicht_plus_yearly", "nordlicht_team_monthly")


def put_name() -> None:
    """Write our name into e-mails, and over the sandbox's portal; Stripe's has it from the Dashboard."""
    if apps.is_installed("django.contrib.sites"):
        from django.contrib.sites.models import Site

        Site.objects.update_or_create(pk=1, defaults={"domain": "nordlicht.example", "name": "Nordlicht"})
    if portal_settings.uses_sandbox:
        from django_billing_portal.sandbox import state

        state.write("business", "Nordlicht")


def put_configuration(stripe: "StripeClient") -> str:
    """Allow everything that Nordlicht's buttons lead to; return the configuration's id."""
    configurations = stripe.v1.billing_portal.configurations
    # At Stripe the default one is not ours to change; in the sandbox it is what the portal shows.
    ours = [each.id for each in configurations.list({"limit": 100}).data if each.name == NAME or _may_change(each)]
    wanted: Any = {"name": NAME, "business_profile": {"headline": HEADLINE}, "features": _features(stripe)}
    return (configurations.update(ours[0], wanted) if ours else configurations.create(wanted)).id


def _may_change(configuration: "Configuration") -> bool:
    return configuration.is_default and portal_settings.uses_sandbox


def _features(stripe: "StripeClient") -> dict[str, Any]:
    return {
        "customer_update": {"enabled": True, "allowed_updates": ["name", "email", "address", "phone"]},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {
            "enabled": True,
            "mode": "at_period_end",
            "cancellation_reason": {"enabled": True, "options": REASONS},
        },
        **_pause(),
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price"],
            "products": _products(stripe),
        },
    }


def _pause() -> dict[str, Any]:
    # Stripe refuses parameters that the SDK's API version does not know.
    return {"subscription_pause": {"enabled": True}} if gateway.sdk_version() >= SubscriptionPause.since.sdk else {}


def _products(stripe: "StripeClient") -> list[dict[str, Any]]:
    prices: dict[str, list[str]] = {}
    for offer in OFFERS:
        if offer.lookup_key in CHANGEABLE:
            prices.setdefault(offer.product, []).append(price_id(stripe, offer))
    return [{"product": product, "prices": ids} for product, ids in prices.items()]
