"""The single-page app and the API that it talks to."""

from django.urls import include, path

from example_project.nordlicht.views import app

urlpatterns = [
    path("app/", app.app, name="app"),
    path("app/plans/", app.plans, name="app-plans"),
    path("app/plans/<uuid:team>/", app.plans, name="team-plans"),
    path("api/billing/", include("django_billing_portal.api.urls")),
]
