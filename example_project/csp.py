"""A strict Content-Security-Policy on every page, so that the demo proves what the docs promise."""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse


def policy(directives: "Mapping[str, Iterable[str]]") -> str:
    """Write the header of a policy that is declared like Django 6's ``SECURE_CSP``."""
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def content_security_policy(
    get_response: "Callable[[HttpRequest], HttpResponse]",
) -> "Callable[[HttpRequest], HttpResponse]":
    """Add the header; Django 6 brings a middleware for this, Django 5.2 does not."""

    def middleware(request: "HttpRequest") -> "HttpResponse":
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(settings.SECURE_CSP))
        return response

    return middleware
