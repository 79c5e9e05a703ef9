"""Admins that the desk was added to."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning

from ..conf import portal_settings
from ..exceptions import NotConfigured
from ..resolvers import AttributePath


def misplaced_mixins() -> Iterator[CheckMessage]:
    """Find admins whose mixin stands behind ModelAdmin, which then hides the desk."""
    for model_admin, mixin, base in _desks():
        order = type(model_admin).__mro__
        if order.index(mixin) > order.index(base):
            hint = f"class {type(model_admin).__name__}(BillingPortalAdminMixin, …): list it first."
            yield Error(
                f"{type(model_admin).__name__} has its BillingPortalAdminMixin behind ModelAdmin.",
                hint=hint,
                id="billing_portal.E040",
            )


def models_without_customers() -> Iterator[CheckMessage]:
    """Find admins of objects on which the resolver looks in vain for a customer."""
    name = _attribute()
    for model_admin, mixin, _base in _desks() if name else ():
        hides_subject = type(model_admin).billed_by is not mixin.billed_by
        if not (hides_subject or hasattr(model_admin.model, name)):
            label = model_admin.opts.label
            hint = "Use the mixin on the admin of whoever is billed, or override its billed_by()."
            yield Warning(
                f"{type(model_admin).__name__} offers links for {label}, which has no {name!r}.",
                hint=hint,
                id="billing_portal.W010",
            )


def _attribute() -> str:
    try:
        resolver = portal_settings.RESOLVER
    except NotConfigured:
        # Another check says so.
        return ""
    return resolver.path.split(".")[0] if isinstance(resolver, AttributePath) else ""


def _desks() -> Iterator[tuple[Any, Any, Any]]:
    if not apps.is_installed("django.contrib.admin"):
        return
    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.sites import all_sites

    from ..admin import BillingPortalAdminMixin

    for site in sorted(all_sites, key=lambda site: site.name):
        for model_admin in site._registry.values():
            if isinstance(model_admin, BillingPortalAdminMixin):
                yield model_admin, BillingPortalAdminMixin, ModelAdmin


CHECKS = (misplaced_mixins, models_without_customers)
