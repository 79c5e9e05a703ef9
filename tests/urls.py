"""What the suite serves: the portal, the sandbox, and two pages of a project."""

from importlib.util import find_spec

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"page of {request.user}")


urlpatterns = [
    path("account/", page, name="account"),
    path("login/", page, name="login"),
    path("admin/", admin.site.urls),
    path("billing/", include("django_billing_portal.urls")),
    path("billing-sandbox/", include("django_billing_portal.sandbox.urls")),
]

urlpatterns += (
    [
        path("api/billing/", include("django_billing_portal.api.urls")),
        path("async/billing/", include("django_billing_portal.api.async_urls", namespace="async")),
    ]
    if find_spec("rest_framework")
    else []
)
