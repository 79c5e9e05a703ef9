"""The suite's URLs in a project whose people sign in with django-allauth."""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.urls import urlpatterns as ours


def password_given(request: HttpRequest) -> HttpResponse:
    """Do what allauth's own page does once the password was right; the page itself needs allauth's tables."""
    reauthenticate_by_password(request)
    return HttpResponse()


urlpatterns = [*ours, path("password-given/", password_given), path("accounts/", include("allauth.account.urls"))]
