"""Customers in the admin: who is which one at Stripe, and where a link for them is made."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from ..models import PortalCustomer
from ..refs import SubjectRef
from .mixin import BillingPortalAdminMixin

if TYPE_CHECKING:
    from django.db.models import Model

    ModelAdmin = admin.ModelAdmin[PortalCustomer]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(PortalCustomer)
class PortalCustomerAdmin(BillingPortalAdminMixin, ModelAdmin):
    """List customers; the desk of each is on its page."""

    list_display = ("__str__", "customer", "account", "livemode", "created_at")

    def billed_by(self, obj: Any) -> "Model | None":
        """Return whoever the row names."""
        from ..services.subjects import load_subject

        return load_subject(SubjectRef(obj.subject_type, obj.subject_id))
