"""The portal's URLs: ``path("billing/", include("django_billing_portal.urls"))``."""

from django.urls import path

from .views.links import link, link_done
from .views.portal import portal
from .views.returns import returned

app_name = "billing_portal"
urlpatterns = [
    path("", portal, name="portal"),
    path("return/<str:token>/", returned, name="return"),
    path("link/done/", link_done, name="link_done"),
    path("link/<str:token>/", link, name="link"),
]
