"""Everything in two languages."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def account(request: HttpRequest) -> HttpResponse:
    return render(request, "members/account.html")


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Who are you?")


urlpatterns = i18n_patterns(
    path("account/", account, name="account"),
    path("login/", login, name="login"),
    path("billing/", include("django_billing_portal.urls")),
    prefix_default_language=False,
)
