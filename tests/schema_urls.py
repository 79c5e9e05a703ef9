"""Where docs/reference/openapi.yaml has the REST endpoint."""

from django.urls import include, path

urlpatterns = [
    path("billing/", include("django_billing_portal.urls")),
    path("billing-sandbox/", include("django_billing_portal.sandbox.urls")),
    path("api/billing/", include("django_billing_portal.api.urls")),
]
