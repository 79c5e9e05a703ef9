"""URLs of the project that customers are sent to, and our own."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from ..conf import portal_settings
from ..exceptions import BillingPortalError
from ..redirects import return_url

NOWHERE = "https://site.invalid"


def unresolvable_return_url() -> Iterator[CheckMessage]:
    """Find a RETURN_URL that leads nowhere, or somewhere that no customer may be sent to."""
    try:
        return_url(None, origin=portal_settings.BASE_URL or NOWHERE)
    except BillingPortalError as error:
        hint = f"{error.detail} Use a URL name, a path, or a URL on RETURN_HOSTS."
        yield Error("RETURN_URL leads nowhere.", hint=hint, id="billing_portal.E022")


def unresolvable_no_customer_url() -> Iterator[CheckMessage]:
    """Find a NO_CUSTOMER_URL that leads nowhere."""
    try:
        resolve_url(portal_settings.NO_CUSTOMER_URL or "/")
    except NoReverseMatch:
        hint = "Use a URL name, a path, or a whole URL."
        yield Error("NO_CUSTOMER_URL leads nowhere.", hint=hint, id="billing_portal.E023")


def missing_urls() -> Iterator[CheckMessage]:
    """Find a project that has not included our URLs."""
    try:
        reverse("billing_portal:portal")
    except NoReverseMatch:
        hint = 'Add path("billing/", include("django_billing_portal.urls")) to the URLconf.'
        yield Warning("The billing portal has no URL.", hint=hint, id="billing_portal.W002")


CHECKS = (unresolvable_return_url, unresolvable_no_customer_url, missing_urls)
