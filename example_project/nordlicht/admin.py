"""Nordlicht's admin: people and teams, and for both of them the support desk."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin

from django_billing_portal.admin import BillingPortalAdminMixin

from .models import Team

admin.site.unregister(get_user_model())


@admin.register(get_user_model())
class PersonAdmin(BillingPortalAdminMixin, UserAdmin):  # type: ignore[type-arg]
    """Show people, and send them where they need to go."""

    list_display = ("username", "first_name", "last_name", "email", "is_staff")


@admin.register(Team)
class TeamAdmin(BillingPortalAdminMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Show teams; what is sent for one goes to its owner."""

    list_display = ("name", "owner")
    search_fields = ("name", "owner__username")
    filter_horizontal = ("members",)
