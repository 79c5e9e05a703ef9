"""The links in the admin: a list with where each one stands, and a page with what became of it."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import PortalLink
from .charts import may_see_charts
from .filters import FlowFilter, SourceFilter, StateFilter
from .histories import batch_of, trail_of, visits_of
from .ledger import flow_of, short_time
from .link_acts import LinkActs
from .mails import said_of_mail
from .pages import may
from .revoking import ask_and_revoke

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@admin.register(PortalLink)
class PortalLinkAdmin(LinkActs):
    """Show the links that staff made; neither list nor page ever holds the address of one."""

    change_list_template = "admin/billing_portal/link_list.html"
    change_form_template = "admin/billing_portal/link_detail.html"
    list_display = (
        "whom",
        "flow",
        "state",
        "expires",
        "used",
        "mail",
        "issued_by",
        "made",
        "audience",
    )
    list_filter = (StateFilter, FlowFilter, "audience", SourceFilter, ("created_at", admin.DateFieldListFilter))
    list_select_related = ("issued_by",)
    search_fields = ("=subject_id", "subject_name", "=customer", "email")
    search_help_text = gettext_lazy("Name or id of the subject, customer, e-mail address, public id, or who made it.")
    people = ("issued_by",)
    actions = ("revoke_links",)
    fieldsets = (
        (None, {"fields": ("state", "whom", "customer", "account", "livemode", "public_id")}),
        (
            gettext_lazy("What it asks for"),
            {"fields": ("flow", "flow_data", "message", "audience", "used", "expires_at")},
        ),
        (
            gettext_lazy("The portal"),
            {"fields": ("configuration", "locale", "on_behalf_of", "return_to"), "classes": ("collapse",)},
        ),
        (gettext_lazy("Who made it"), {"fields": ("issued_by", "source", "created_at")}),
        (gettext_lazy("E-mail"), {"fields": ("mail", "email", "language", "sends", "sent_at")}),
        (gettext_lazy("Its use"), {"fields": ("first_redeemed_at", "redeemed_at")}),
        (gettext_lazy("Revocation"), {"fields": ("revoked_at", "revoked_by", "revoked_reason")}),
    )

    @admin.display(description=gettext_lazy("for"), ordering="subject_name")
    def whom(self, link: PortalLink) -> str:
        """Name who is billed."""
        return f"{link.subject_name} ({link.subject})" if link.subject_name else str(link.subject)

    @admin.display(description=gettext_lazy("flow"))
    def flow(self, link: PortalLink) -> str:
        """Name where it leads."""
        return flow_of(link)

    @admin.display(description=gettext_lazy("state"))
    def state(self, link: PortalLink) -> str:
        """Say where it stands."""
        return str(link.state.label)

    @admin.display(description=gettext_lazy("uses"))
    def used(self, link: PortalLink) -> str:
        """Count its uses, of those that it has."""
        return _("%(uses)d of %(most)d") % {"uses": link.uses, "most": link.max_uses}

    @admin.display(description=gettext_lazy("e-mail"))
    def mail(self, link: PortalLink) -> str:
        """Say whether it was sent, and if not, why."""
        return said_of_mail(link)

    @admin.display(description=gettext_lazy("made"), ordering="created_at")
    def made(self, link: PortalLink) -> str:
        """Say when, briefly."""
        return short_time(link.created_at)

    @admin.display(description=gettext_lazy("expires"), ordering="expires_at")
    def expires(self, link: PortalLink) -> str:
        """Say when, briefly."""
        return short_time(link.expires_at)

    @admin.action(description=gettext_lazy("Revoke the selected billing links…"), permissions=["revoke"])
    def revoke_links(self, request: "HttpRequest", queryset: "QuerySet[PortalLink]") -> "HttpResponse | None":
        """Ask why, and withdraw them."""
        chosen = request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME)
        return ask_and_revoke(self, request, queryset, action="revoke_links", chosen=chosen, posted=request.POST)

    def changelist_view(self, request: "HttpRequest", extra_context: "dict[str, Any] | None" = None) -> "HttpResponse":
        """Add the way to the charts."""
        return super().changelist_view(request, {"shows_charts": may_see_charts(request), **(extra_context or {})})

    def render_change_form(
        self, request: "HttpRequest", context: "dict[str, Any]", *args: Any, **kwargs: Any
    ) -> "HttpResponse":
        """Add the link's buttons, its visits and its trail."""
        link = context["original"]
        context |= {
            "tools": self.tools(request, link),
            "visits": visits_of(link),
            "trail": trail_of(link),
            "batch": batch_of(link),
            "opens_batches": may(request, "view_portalbatch"),
            "opens_visits": may(request, "view_portalsession"),
        }
        return super().render_change_form(request, context, *args, **kwargs)
