"""The same URLs, answered by coroutines: ``path("api/billing/", include("django_billing_portal.api.async_urls"))``."""

from django.apps import apps
from django.urls import path

from .base import Asynchronous
from .views import FlowsView, SessionsView, SessionView


class AsyncSessionsView(Asynchronous, SessionsView):
    """Open the billing portal (POST), or list the sessions that you opened (GET)."""


class AsyncSessionView(Asynchronous, SessionView):
    """See what became of a session, as far as it is known."""


class AsyncFlowsView(Asynchronous, FlowsView):
    """See what you can do in the billing portal now, and why not."""


if apps.is_installed("drf_spectacular"):
    from . import schema  # noqa: F401 (it describes the views to drf-spectacular)

app_name = "billing_portal_api"
urlpatterns = [
    path("sessions/", AsyncSessionsView.as_view(), name="sessions"),
    path("sessions/<str:public_id>/", AsyncSessionView.as_view(), name="session"),
    path("flows/", AsyncFlowsView.as_view(), name="flows"),
]
