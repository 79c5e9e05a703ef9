"""System checks: what is wrong with the settings, said before a customer finds out."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.core.checks import CheckMessage, Error, register

from ..conf import portal_settings
from . import admin, api, csp, deployment, flows, links, names, numbers, origins, secrets, urls

MODULES = (names, flows, numbers, secrets, origins, urls, csp, api, links, admin)


def register_checks() -> None:
    """Register the checks, and those that only ``check --deploy`` runs."""
    register(check_settings, "billing_portal")
    for check in deployment.CHECKS:
        register(check, "billing_portal", deploy=True)


def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Run every check of BILLING_PORTAL."""
    raw: object = portal_settings.raw
    if not isinstance(raw, Mapping):
        return [Error("BILLING_PORTAL must be a dictionary.", id="billing_portal.E001")]
    return list(chain.from_iterable(check() for module in MODULES for check in module.CHECKS))
