"""Hooks for ``BILLING_PORTAL["REAUTHENTICATE"]``: ask who is there once more before the portal opens.

Settings modules import this one, so it reads no settings and imports no models when imported.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import resolve_url
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LOGIN_AT = "billing_portal_login_at"

Hook = Callable[..., "HttpResponse | None"]


def recent_login(*, max_age: timedelta, login_url: str | None = None) -> Hook:
    """Return a hook that sends people to Django's login page if they signed in longer than ``max_age`` ago.

    ``login_url`` is a URL name or path, ``LOGIN_URL`` if None. It must not redirect those who are signed in.
    """

    def hook(*, request: "HttpRequest") -> "HttpResponse | None":
        login_at = request.session.get(LOGIN_AT, 0)
        if timezone.now().timestamp() - login_at <= max_age.total_seconds():
            return None
        return _and_back(request, _login_url(login_url))

    return hook


def allauth_recent(*, request: "HttpRequest") -> "HttpResponse | None":
    """Send people to django-allauth's own page for it, unless they have been there lately.

    ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` says how lately. Who has no way to do it passes, as elsewhere in allauth.
    """
    from allauth.account.adapter import get_adapter
    from allauth.account.decorators import reauthentication_required
    from allauth.core.exceptions import ReauthenticationRequired

    try:
        reauthentication_required(lambda _request: None)(request)
    except ReauthenticationRequired:
        return _and_back(request, get_adapter().get_reauthentication_methods(request.user)[0]["url"])
    return None


def note_login(*, request: "HttpRequest | None", **_kwargs: Any) -> None:
    """Stamp the browser session with the time of the login; for logins that send no ``user_logged_in``, too."""
    session = getattr(request, "session", None)
    if session is not None:
        session[LOGIN_AT] = timezone.now().timestamp()


def page_to_resume(request: "HttpRequest") -> str:
    """Return the path of the page that asks for what was posted, for hooks to come back to; it mints nothing."""
    from .views.choices import page_for

    # The page of a link is its own.
    match = request.resolver_match
    return request.path if match and match.kwargs.get("token") else page_for(request.POST)


def _login_url(login_url: str | None) -> str:
    from django.conf import settings

    return resolve_url(login_url or settings.LOGIN_URL)


def _and_back(request: "HttpRequest", url: str) -> "HttpResponse":
    from django.contrib.auth.views import redirect_to_login

    return redirect_to_login(page_to_resume(request), url)
