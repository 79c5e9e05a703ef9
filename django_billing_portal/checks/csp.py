"""Would the site's Content Security Policy block the way to Stripe?

A ``form-action`` applies to where a posted form is redirected, too: Chromium cancels the 303, and nothing happens.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from ..conf import portal_settings
from .origins import portal_hosts


def blocked_redirect() -> Iterator[CheckMessage]:
    """Find a policy whose form-action does not let the redirect to the portal pass."""
    if portal_settings.REDIRECT == "page":
        return
    for setting, sources in _form_actions():
        for host in portal_hosts():
            if not any(_covers(source, host) for source in sources):
                hint = f'Add {_url(host)} to form-action, or set REDIRECT = "page".'
                yield Warning(
                    f"{setting} keeps browsers from following the redirect to {host}.",
                    hint=hint,
                    id="billing_portal.W004",
                )


def _form_actions() -> Iterator[tuple[str, list[str]]]:
    """Read the policy of Django 6, of django-csp 4 and of django-csp 3."""
    for setting, policy in (
        ("SECURE_CSP", getattr(settings, "SECURE_CSP", None)),
        ("CONTENT_SECURITY_POLICY", (getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}).get("DIRECTIVES")),
        ("CSP_FORM_ACTION", {"form-action": getattr(settings, "CSP_FORM_ACTION", None)}),
    ):
        # Without a form-action everything is allowed: default-src does not stand in for it.
        sources = _directive(policy, "form-action")
        if sources:
            yield setting, _split(sources)


def _directive(policy: Mapping[str, object] | None, name: str) -> object:
    return {str(key).lower().replace("_", "-"): value for key, value in (policy or {}).items()}.get(name)


def _split(sources: object) -> list[str]:
    texts = sources if isinstance(sources, Iterable) and not isinstance(sources, str) else [sources]
    return [word.lower() for text in texts for word in str(text).split()]


def _covers(source: str, host: str) -> bool:
    if source in {"*", "https:"}:
        return True
    allowed = urlsplit(source if "://" in source else f"//{source}")
    wanted = urlsplit(_url(host))
    pattern, name = allowed.hostname or "", wanted.hostname or ""
    return name == pattern or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def _url(host: str) -> str:
    return host if "://" in host else f"https://{host}"


CHECKS = (blocked_redirect,)
