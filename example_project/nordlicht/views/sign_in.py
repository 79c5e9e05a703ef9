"""Signing in: with a password, or in the demo with one click."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from example_project.nordlicht.people import PEOPLE

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from django.http import HttpRequest, HttpResponse


class SignIn(LoginView):
    """Ask for name and password; the demo offers its people as well."""

    template_name = "nordlicht/sign_in.html"

    def get_form(self, form_class: Any = None) -> Any:
        """Leave the focus at the top of the page, where the people are."""
        form = super().get_form(form_class)
        form.fields["username"].widget.attrs.pop("autofocus")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people of the demo."""
        return super().get_context_data(people=PEOPLE if _is_demo() else (), **kwargs)


@require_POST
def sign_in_as(request: "HttpRequest") -> "HttpResponse":
    """Become one of the demo's people, and nobody else, and only in the demo."""
    username = request.POST.get("username")
    if not _is_demo() or username not in {person.username for person in PEOPLE}:
        raise Http404
    user = get_object_or_404(get_user_model(), username=username)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_next(request, user))


def _is_demo() -> bool:
    return getattr(settings, "DEMO", False)


def _next(request: "HttpRequest", user: "AbstractUser") -> str:
    wish = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wish, {request.get_host()}, require_https=request.is_secure())
    return wish if is_ours and wish.startswith("/") else _home(user)


def _home(user: "AbstractUser") -> str:
    return resolve_url("admin:index" if user.is_staff else str(settings.LOGIN_REDIRECT_URL))
