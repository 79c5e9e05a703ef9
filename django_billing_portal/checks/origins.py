"""Hosts and origins that we talk to, or send browsers to."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from django.apps import apps
from django.core.checks import CheckMessage, Error

from ..conf import SANDBOX, portal_settings
from ..exceptions import NotConfigured, UnsafeURL
from ..redirects import Origin, may_be_an_app

SANDBOX_APP = "django_billing_portal.sandbox"


def not_origins() -> Iterator[CheckMessage]:
    """Find BASE_URL and API_BASE that hold more or less than scheme and host."""
    for name in ("BASE_URL", "API_BASE"):
        value = getattr(portal_settings, name)
        if value and (name, value) != ("API_BASE", SANDBOX) and not _is_origin(value):
            hint = "Scheme, host and port, nothing else: 'https://example.com'."
            yield Error(f"{name} is not an origin.", hint=hint, id="billing_portal.E017")


def not_hosts() -> Iterator[CheckMessage]:
    """Find PORTAL_HOSTS and RETURN_HOSTS that would match nothing, or are one text."""
    for name in ("PORTAL_HOSTS", "RETURN_HOSTS"):
        hosts: object = portal_settings.raw.get(name, [])
        if isinstance(hosts, str) or not isinstance(hosts, Sequence):
            hint = f'Write {name} = ["…"].'
            yield Error(f"{name} must be a list of hosts.", hint=hint, id="billing_portal.E018")
            continue
        for host in hosts:
            if not (isinstance(host, str) and _is_origin(host if "://" in host else f"https://{host}")):
                hint = "A host ('billing.example.com'), or an origin; no path, no wildcard."
                yield Error(f"{name} has the entry {host!r}, which is no host.", hint=hint, id="billing_portal.E019")


def not_app_addresses() -> Iterator[CheckMessage]:
    """Find RETURN_APPS that no app could have for its own, or whose like would do more than open one."""
    try:
        apps_allowed = portal_settings.RETURN_APPS
    except NotConfigured:
        hint = 'Write RETURN_APPS = ["com.example.app://billing/done"].'
        yield Error("RETURN_APPS must be a list of texts.", hint=hint, id="billing_portal.E030")
        return
    for address in apps_allowed:
        if not may_be_an_app(address):
            hint = "A scheme of your app's own and the whole address, in ASCII: 'com.example.app://billing/done'."
            yield Error(f"RETURN_APPS has {address!r}, which is none.", hint=hint, id="billing_portal.E031")


def insecure_portal_hosts() -> Iterator[CheckMessage]:
    """Find portals that anybody on the way could read along with."""
    for host in portal_hosts():
        if str(host).startswith("http://") and _is_origin(host) and not Origin.of(host).is_secure:
            hint = "Only this machine itself may serve a portal without https."
            yield Error(f"PORTAL_HOSTS has {host!r}, without https.", hint=hint, id="billing_portal.E020")


def portal_hosts() -> Sequence[str]:
    """Return the hosts of portals; none where not_hosts() has something to say."""
    try:
        return portal_settings.PORTAL_HOSTS
    except NotConfigured:
        return ()


def missing_sandbox() -> Iterator[CheckMessage]:
    """Find an API_BASE that asks for a sandbox which is not installed."""
    if portal_settings.uses_sandbox and not apps.is_installed(SANDBOX_APP):
        hint = f"Add {SANDBOX_APP!r} to INSTALLED_APPS."
        yield Error('API_BASE is "sandbox", which is not installed.', hint=hint, id="billing_portal.E021")


def _is_origin(text: str) -> bool:
    try:
        Origin.of(text)
    except UnsafeURL:
        return False
    parts = urlsplit(text)
    return "*" not in parts.netloc and not (parts.path.strip("/") or parts.query or parts.fragment)


CHECKS = (not_origins, not_hosts, not_app_addresses, insecure_portal_hosts, missing_sandbox)
