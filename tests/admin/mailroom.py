"""A second admin site that shows batches."""

from django.contrib import admin
from django.urls import path

from django_billing_portal.admin.batches import PortalBatchAdmin
from django_billing_portal.models import PortalBatch
from tests import urls

site = admin.AdminSite(name="mailroom")
site.register(PortalBatch, PortalBatchAdmin)

urlpatterns = [path("mailroom/", site.urls), *urls.urlpatterns]
