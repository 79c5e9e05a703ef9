"""The ledger of sessions: who opened whose portal, by which door, and what became of it; never a URL."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import PortalLink, PortalSession
from .charts import Charts, may_see_charts
from .filters import SOURCES, FlowFilter, SourceFilter
from .ledger import flow_of, short_time
from .pages import url_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@admin.register(PortalSession)
class PortalSessionAdmin(Charts):
    """Show the sessions, the newest first; there may be millions."""

    change_list_template = "admin/billing_portal/session_list.html"
    list_display = (
        "created",
        "user",
        "whom",
        "flow",
        "minted_by",
        "went",
        "outcome",
        "returned",
        "customer",
    )
    list_filter = (
        "status",
        "outcome",
        FlowFilter,
        SourceFilter,
        "livemode",
        ("created_at", admin.DateFieldListFilter),
    )
    list_select_related = ("user", "link")
    search_fields = ("=subject_id", "=customer", "=stripe_id")
    search_help_text = _("Id of the subject, customer, public id, Stripe's id, or who opened it; whole, not in part.")
    people = ("user",)
    # To sort by a column that has no index, a database reads all of the table.
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("public_id", "status", "failure", "outcome")}),
        (
            _("Who and for whom"),
            {"fields": ("user", "minted_by", "reason", "whom", "customer", "account", "livemode")},
        ),
        (_("What for"), {"fields": ("flow", "flow_data", "configuration", "locale", "on_behalf_of", "return_to")}),
        (_("When"), {"fields": ("created_at", "opened_at", "returned_at")}),
        (_("At Stripe"), {"fields": ("stripe_id",)}),
    )

    def get_queryset(self, request: "HttpRequest") -> "QuerySet[PortalSession]":
        """Leave out what nobody here may see."""
        rows: QuerySet[PortalSession] = super().get_queryset(request).defer("encrypted_url", "key")
        return rows

    def changelist_view(self, request: "HttpRequest", extra_context: "dict[str, Any] | None" = None) -> "HttpResponse":
        """Add the way to the charts."""
        return super().changelist_view(request, {"shows_charts": may_see_charts(request), **(extra_context or {})})

    @admin.display(description=_("created"))
    def created(self, session: PortalSession) -> str:
        """Say when, briefly."""
        return short_time(session.created_at)

    @admin.display(description=_("returned"))
    def returned(self, session: PortalSession) -> str:
        """Say when, briefly."""
        return short_time(session.returned_at) if session.returned_at else ""

    @admin.display(description=_("for"))
    def whom(self, session: PortalSession) -> str:
        """Name who is billed."""
        return f"{session.subject_type}:{session.subject_id}"

    @admin.display(description=_("status"))
    def went(self, session: PortalSession) -> str:
        """Say whether it was opened, and if not, why."""
        status = session.get_status_display()
        return f"{status} ({session.failure})" if session.failure else status

    @admin.display(description=_("flow"))
    def flow(self, session: PortalSession) -> str:
        """Name where it led."""
        return flow_of(session)

    @admin.display(description=_("minted by"), ordering="source")
    def minted_by(self, session: PortalSession) -> str:
        """Name the door; a link is a link to its page."""
        door = str(SOURCES.get(session.source, session.source))
        if session.link is None or not self.admin_site.is_registered(PortalLink):
            return door
        links: Any = self.admin_site.get_model_admin(PortalLink)
        return format_html('<a href="{}">{}</a>', url_of(links, "change", session.link.pk), door)
