"""A second admin site, as projects have them: their own template, action, URL and permission beside the mixin's."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from django_billing_portal.admin import BillingPortalAdminMixin
from tests import urls
from tests.people.models import Team

site = admin.AdminSite(name="office")


@admin.register(Team, site=site)
class TeamAdmin(BillingPortalAdminMixin, admin.ModelAdmin):
    actions = ["greet"]
    change_form_template = "office/team.html"
    search_fields = ["name"]
    list_filter = ["owner"]

    @admin.action(description="Greet")
    def greet(self, request, queryset):
        return HttpResponse("hello")

    def get_urls(self):
        return [path("own/", lambda request: HttpResponse("own page")), *super().get_urls()]


class QuietAdmin(BillingPortalAdminMixin, admin.ModelAdmin):
    actions = None


urlpatterns = [path("office/", site.urls), *urls.urlpatterns]
