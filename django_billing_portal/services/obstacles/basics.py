"""Rules without which no other makes sense. Each rule says what mends it, or nothing where all is well."""

from collections.abc import Mapping

from ..mentions import unsupported
from .cases import Case

DASHBOARD = "Dashboard → Settings → Billing → Customer portal"
FEATURES: Mapping[str, str] = {"subscription_update_confirm": "subscription_update"}
"""The features whose flows are called otherwise."""
MODES = {True: "live", False: "test"}


def flow_unsupported(case: Case) -> str:
    """Find a flow that the installed SDK does not know."""
    return unsupported(case.flow)


def stale_customer(case: Case) -> str:
    """Find a customer whom Stripe does not know, or knows in the other mode."""
    id, mode = case.snapshot.ref.id, MODES[case.snapshot.livemode]
    if case.snapshot.is_of_other_mode:
        return f"{id} is of the other mode: the API key is one of {mode} mode. Correct what the resolver answers."
    if case.snapshot.customer is None:
        return f"Stripe knows no {id} in {mode} mode. Correct what the resolver answers, or the API key."
    if case.snapshot.customer.is_deleted:
        return f"{id} was deleted at Stripe. Let the resolver name another customer, or none."
    return ""


def not_configured(case: Case) -> str:
    """Find that there is no configuration to use."""
    id, found = case.snapshot.configuration_id, case.snapshot.configuration
    mode = MODES[case.snapshot.livemode]
    if found is None and id:
        return f"Stripe knows no {id} in {mode} mode. Correct CONFIGURATION or CONFIGURATIONS."
    if found is None:
        return f"Nobody has saved the portal's settings in {mode} mode. Save {DASHBOARD} once, or set CONFIGURATION."
    return "" if found.is_active else f"The configuration {found.id} is inactive: activate it, or name another one."


def feature_off(case: Case) -> str:
    """Find that the configuration does not offer what the flow is for."""
    found, feature = case.snapshot.configuration, FEATURES.get(case.type, case.type)
    if found is None or feature not in found.features:
        return f"Switch the feature {feature} on in the portal configuration: {DASHBOARD}."
    nothing = {"customer_update": not found.customer_updates, "subscription_update": not found.subscription_updates}
    if nothing.get(feature):
        return f"Choose what customers may change: the feature {feature} is on, but allows nothing. See {DASHBOARD}."
    return ""
