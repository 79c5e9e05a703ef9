"""The portal's URLs: ``path("billing/", include("django_billing_portal.urls"))``."""

from django.urls import path

from .views.links import link
from .views.portal import portal
from .views.returns import returned

app_name = "billing_portal"
urlpatterns = [
    path("", portal, name="portal"),
    path("return/<str:token>/", returned, name="return"),
    path("link/<str:token>/", link, name="link"),
]
