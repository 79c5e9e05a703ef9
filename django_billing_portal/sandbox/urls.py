"""Mount with ``path("billing-sandbox/", include("django_billing_portal.sandbox.urls"))``."""

from django.urls import URLPattern, URLResolver, include, path

from . import http

app_name = "billing_portal_sandbox"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("django_billing_portal.sandbox.panel.urls")),
    path("p/session/<str:secret>/", include("django_billing_portal.sandbox.portal.urls")),
    path("v1/<path:path>", http.api, name="api"),
]
