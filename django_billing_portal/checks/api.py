"""What the REST endpoint offers, and to whom. Django REST framework is imported only where a setting names it."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage, Error

from ..conf import portal_settings
from ..exceptions import NotConfigured
from ..flows import BUILT_IN
from .names import did_you_mean

NEEDS_PARAMETERS = "subscription_update_confirm"


def unfit_flow_types() -> Iterator[CheckMessage]:
    """Find API_FLOW_TYPES that are none, or that a browser could not fill in."""
    known = sorted(BUILT_IN.keys() - {NEEDS_PARAMETERS})
    for name in _entries("API_FLOW_TYPES"):
        if name not in known:
            declare = "A browser chooses no prices: declare it in FLOWS, and call it by its name."
            hint = declare if name == NEEDS_PARAMETERS else did_you_mean(name, known)
            yield Error(f"API_FLOW_TYPES cannot have {name!r}.", hint=hint, id="billing_portal.E024")


def unknown_subjects() -> Iterator[CheckMessage]:
    """Find API_SUBJECTS that are no models."""
    for label in _entries("API_SUBJECTS"):
        try:
            apps.get_model(label)
        except (LookupError, ValueError):
            hint = "Name an installed app's model as 'app.Model'."
            yield Error(f"API_SUBJECTS has {label!r}, which is no model.", hint=hint, id="billing_portal.E025")


def not_lists() -> Iterator[CheckMessage]:
    """Find settings that should be lists of texts, and are not."""
    for name in ("API_FLOW_TYPES", "API_SUBJECTS"):
        try:
            getattr(portal_settings, name)
        except NotConfigured as error:
            yield Error(f"{name} must be a list.", hint=error.detail, id="billing_portal.E026")


def unusable_policies() -> Iterator[CheckMessage]:
    """Find classes and rates that cannot be used."""
    for name in ("API_PERMISSION_CLASSES", "API_THROTTLE_CLASSES", "API_THROTTLE_RATE"):
        try:
            _ = name in portal_settings.raw and getattr(portal_settings, name)
        except NotConfigured as error:
            yield Error(f"{name} cannot be used.", hint=error.detail, id="billing_portal.E027")


def _entries(name: str) -> tuple[str, ...]:
    try:
        return tuple(getattr(portal_settings, name))
    except NotConfigured:
        return ()


CHECKS = (unfit_flow_types, unknown_subjects, not_lists, unusable_policies)
