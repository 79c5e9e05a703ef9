"""What a project adds to its URLconf, and nothing else: ``WITHOUT_APP`` leaves even that out."""

from django.conf import settings
from django.urls import include, path

urlpatterns = []
if "django_billing_portal" in settings.INSTALLED_APPS:
    urlpatterns.append(path("billing/", include("django_billing_portal.urls")))
