"""The panel's pages; nobody has to sign in, because the sandbox runs only where nothing is at stake."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.panel, name="panel"),
    path("faults/", views.set_faults, name="panel-faults"),
    path("heal/", views.heal, name="panel-heal"),
    path("clock/", views.jump, name="panel-clock"),
    path("seed/", views.seed, name="panel-seed"),
    path("reset/", views.reset, name="panel-reset"),
    path("portal/<int:pk>/", views.open_portal, name="panel-portal"),
    path("objects/<str:type>/", views.listing, name="panel-objects"),
    path("objects/<str:type>/<int:pk>/", views.detail, name="panel-object"),
]
