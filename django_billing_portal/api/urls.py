"""The REST endpoint's URLs: ``path("api/billing/", include("django_billing_portal.api.urls"))``."""

from django.apps import apps
from django.urls import path

from .views import FlowsView, SessionsView, SessionView

if apps.is_installed("drf_spectacular"):
    from . import schema  # noqa: F401 (it describes the views to drf-spectacular)

app_name = "billing_portal_api"
urlpatterns = [
    path("sessions/", SessionsView.as_view(), name="sessions"),
    path("sessions/<str:public_id>/", SessionView.as_view(), name="session"),
    path("flows/", FlowsView.as_view(), name="flows"),
]
