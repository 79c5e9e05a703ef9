"""The same as tests/schema_urls.py, answered by coroutines."""

from django.urls import include, path

urlpatterns = [
    path("billing/", include("django_billing_portal.urls")),
    path("billing-sandbox/", include("django_billing_portal.sandbox.urls")),
    path("api/billing/", include("django_billing_portal.api.async_urls")),
]
