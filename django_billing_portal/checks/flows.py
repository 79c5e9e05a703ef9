"""The flows and configurations that browsers and code choose by name."""

import re
from collections.abc import Iterator, Mapping

from django.core.checks import CheckMessage, Error

from ..conf import portal_settings
from ..flows import Flow

LONGEST_NAME = 100
SLUG = re.compile(r"[A-Za-z0-9_-]+")


def not_flows() -> Iterator[CheckMessage]:
    """Find entries of FLOWS that are no flows."""
    for name, flow in _mapping("FLOWS").items():
        if not isinstance(flow, Flow):
            hint = "Use a class of django_billing_portal.flows, and call it: PaymentMethodUpdate()."
            yield Error(f"FLOWS[{name!r}] is not a flow.", hint=hint, id="billing_portal.E007")


def unfit_flow_names() -> Iterator[CheckMessage]:
    """Find names of flows that no URL can carry."""
    for name in _mapping("FLOWS"):
        if not (isinstance(name, str) and SLUG.fullmatch(name) and len(name) <= LONGEST_NAME):
            hint = f"Use at most {LONGEST_NAME} letters, digits, hyphens and underscores: 'update-card'."
            yield Error(f"FLOWS has the name {name!r}, which is no slug.", hint=hint, id="billing_portal.E008")


def not_dictionaries() -> Iterator[CheckMessage]:
    """Find settings that should be dictionaries, and are not."""
    for setting in ("FLOWS", "CONFIGURATIONS"):
        if not isinstance(portal_settings.raw.get(setting) or {}, Mapping):
            yield Error(f"{setting} must be a dictionary.", id="billing_portal.E009")


def unknown_configurations() -> Iterator[CheckMessage]:
    """Find configurations that are neither declared nor an id of Stripe's."""
    named = _mapping("CONFIGURATIONS")
    given = {f"CONFIGURATIONS[{name!r}]": value for name, value in named.items()}
    if (default := portal_settings.CONFIGURATION) and default not in named:
        given["CONFIGURATION"] = default
    for where, value in given.items():
        if not str(value).startswith("bpc_"):
            hint = "Stripe's ids of portal configurations start with bpc_."
            yield Error(f"{where} is neither declared nor an id: {value!r}.", hint=hint, id="billing_portal.E010")


def _mapping(setting: str) -> Mapping[object, object]:
    value = portal_settings.raw.get(setting, {})
    return value if isinstance(value, Mapping) else {}


CHECKS = (not_flows, unfit_flow_names, not_dictionaries, unknown_configurations)
