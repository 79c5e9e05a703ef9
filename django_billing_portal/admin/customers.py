"""Customers in the admin: who is which one at Stripe, what Stripe says of them now, and where a link is made."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..conf import portal_settings
from ..models import PortalCustomer
from ..refs import SubjectRef
from .mixin import BillingPortalAdminMixin
from .opening import Tool
from .pages import find, route, show, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

    ModelAdmin = admin.ModelAdmin[PortalCustomer]
else:
    ModelAdmin = admin.ModelAdmin

WHOSE = ("subject_type", "subject_id", "account", "livemode")
MOST_FOUND = 500


@admin.register(PortalCustomer)
class PortalCustomerAdmin(BillingPortalAdminMixin, ModelAdmin):
    """List customers; the desk of each is on its page."""

    list_display = ("name", "at_stripe", "account", "livemode", "created_at")
    list_filter = ("livemode", "subject_type", ("account", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("customer", "subject_id", "account")
    search_help_text = gettext_lazy("Customer, account, or what the list of whoever is billed can be searched for")
    ordering = ("-pk",)
    show_full_result_count = False

    def get_form(self, request: "HttpRequest", obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Check what staff enter."""
        from ..forms.customers import PortalCustomerForm

        return super().get_form(request, obj, change, **{"form": PortalCustomerForm, **kwargs})

    def get_readonly_fields(self, request: "HttpRequest", obj: Any = None) -> Any:
        """Keep whose row it is; another subject has another one."""
        return (*WHOSE, "at_stripe", "created_at") if obj else ()

    def get_fields(self, request: "HttpRequest", obj: Any = None) -> Any:
        """Show whose row it is, then the customer."""
        return (*WHOSE, "customer", *(("at_stripe", "created_at") if obj else ()))

    def get_changeform_initial_data(self, request: "HttpRequest") -> dict[str, Any]:
        """Start with the mode and account that the project works in."""
        settings = portal_settings
        given = super().get_changeform_initial_data(request)
        return {"livemode": settings.livemode, "account": settings.ACCOUNT, **given}

    def get_urls(self) -> "list[URLPattern]":
        """Add the page that asks Stripe."""
        own = route(self, "<path:object_id>/at-stripe/", self.at_stripe_view, "at_stripe")
        return [own, *super().get_urls()]

    def billing_tools(self, request: "HttpRequest", obj: "Model") -> list[Tool]:
        """Add the button that asks Stripe."""
        asking = Tool(label=_("At Stripe now"), url=url_of(self, "at_stripe", obj.pk))
        return [*super().billing_tools(request, obj), asking]

    def billed_by(self, obj: Any) -> "Model | None":
        """Return whoever the row names."""
        from ..services.subjects import load_subject

        return load_subject(SubjectRef(obj.subject_type, obj.subject_id))

    def why_not(self, obj: Any, subject: "Model") -> str:
        """Refuse where the row names another customer than the one that links are made for."""
        from ..services.desk.rows import difference

        return difference(obj, subject)

    def why_not_many(self, queryset: "QuerySet[Any]") -> str:
        """Refuse customers of the mode that the site does not work in."""
        others = queryset.exclude(livemode=portal_settings.livemode).count()
        told = ngettext(
            "%(count)d of them is a customer of the mode that the site does not work in: filter by live mode.",
            "%(count)d of them are customers of the mode that the site does not work in: filter by live mode.",
            others,
        )
        return told % {"count": others} if others else ""

    def people_of(self, queryset: "QuerySet[Any]") -> "Iterator[tuple[str, str, str, dict[str, Any]]]":
        """Name them, some at a time, and which customers were selected."""
        from ..services.desk.rows import people_in

        return people_in(queryset)

    def get_changelist_instance(self, request: "HttpRequest") -> "ChangeList":
        """Look up the names of a page at once."""
        from ..services.desk.people import names_of

        found = super().get_changelist_instance(request)
        names = names_of(SubjectRef(row.subject_type, row.subject_id) for row in found.result_list)
        for row in found.result_list:
            row.name = names.get(SubjectRef(row.subject_type, row.subject_id))
        return found

    def get_search_results(
        self, request: "HttpRequest", queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Find whoever the lists of those who are billed find, too."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        for model_admin in self._searchable(request) if search_term.strip() else ():
            people = model_admin.get_queryset(request)
            matching, _repeats = model_admin.get_search_results(request, people, search_term)
            keys = [str(key) for key in matching.values_list("pk", flat=True)[:MOST_FOUND]]
            label = model_admin.opts.concrete_model._meta.label_lower
            found |= queryset.filter(subject_type=label, subject_id__in=keys)
        return found, may_repeat

    def _searchable(self, request: "HttpRequest") -> "Iterator[Any]":
        types = {*PortalCustomer.objects.order_by().values_list("subject_type", flat=True).distinct()}
        for model, model_admin in self.admin_site._registry.items():
            # Nobody learns here of people whose own list they may not see.
            may_see = model._meta.label_lower in types and model_admin.has_view_permission(request)
            if may_see and model_admin.get_search_fields(request):
                yield model_admin

    @admin.display(description=gettext_lazy("name"))
    def name(self, row: Any) -> str:
        """Return what the subject is called."""
        return getattr(row, "name", None) or f"{row} ({_('gone')})"

    @admin.display(description=gettext_lazy("at Stripe"), ordering="customer")
    def at_stripe(self, row: Any) -> str:
        """Return the customer's id, which leads to Stripe's Dashboard: to the account and mode that it lives in."""
        if not row.customer or portal_settings.uses_sandbox:
            return row.customer or "-"
        return format_html('<a href="{}" rel="noreferrer">{}</a>', dashboard_url(row), row.customer)

    def at_stripe_view(self, request: "HttpRequest", object_id: str) -> "HttpResponseBase":
        """Ask Stripe what it has, and what would work now; reads only."""
        from .standing import standing_of

        row: Any = find(self, request, object_id)
        subject = self.billed_by(row)
        words: dict[str, Any] = {"title": _("At Stripe now"), "original": row, "subtitle": str(subject or row)}
        return show(self, request, "at_stripe.html", **words, **standing_of(subject, row))


def dashboard_url(row: PortalCustomer) -> str:
    """Return where Stripe's Dashboard shows a customer."""
    parts = [row.account, "" if row.livemode else "test", "customers", row.customer]
    return "/".join(["https://dashboard.stripe.com", *filter(None, parts)])
