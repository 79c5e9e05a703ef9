"""What the project's own admin of users or teams gains: a button, an action, and the pages behind them."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .names import ISSUE, MANY, ONE
from .opening import OpeningMixin, Tool
from .pages import may, route, url_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

ACTION = "issue_billing_links"
CHUNK = 500


class BillingPortalAdminMixin(OpeningMixin):
    """Let staff send billing links from a model's admin; list it before ``ModelAdmin``.

    Its objects are those who are billed; where they only name them, override ``billed_by()``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A project's own list of actions would replace one that stood in the class; None means that it wants none.
        if self.actions is not None and ACTION not in self.actions:
            self.actions = [*self.actions, ACTION]

    def get_urls(self) -> "list[URLPattern]":
        """Add the two pages to the admin's own."""
        one, many = partial(_issue_one, self), partial(_issue_many, self)
        own = [
            route(self, "billing-links/", many, MANY),
            route(self, "<path:object_id>/billing-link/", one, ONE),
        ]
        return [*own, *super().get_urls()]

    def people_of(self, queryset: "QuerySet[Any]") -> "Iterable[Any]":
        """Return whoever is billed for these objects: model instances, or ``(type, id, name)``."""
        if type(self).billed_by is OpeningMixin.billed_by:
            return queryset
        billed = map(self.billed_by, queryset.iterator(CHUNK))
        return (subject for subject in billed if subject is not None)

    def has_issue_billing_links_permission(self, request: "HttpRequest") -> bool:
        """Tell whether this person may make links."""
        return may(request, ISSUE)

    @admin.action(permissions=[ACTION], description=gettext_lazy("Create billing link…"))
    def issue_billing_links(self, request: "HttpRequest", queryset: "QuerySet[Any]") -> "HttpResponseBase":
        """Ask what the link, or everybody's link, is to be like."""
        from .many import begin

        return begin(self, request, queryset)

    def changelist_view(self, request: "HttpRequest", extra_context: Any = None) -> "HttpResponse":
        """Refuse our action to those who may not, where Django only says that none was chosen."""
        if ACTION in request.POST.getlist("action") and not self.has_issue_billing_links_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def billing_tools(self, request: "HttpRequest", obj: "Model") -> list[Tool]:
        """Return the buttons of an object's page."""
        opening = self.opening_tool(request, obj)
        issuing = Tool(label=_("Create billing link…"), url=url_of(self, ONE, obj.pk))
        return [*([issuing] if may(request, ISSUE) else []), *([opening] if opening else [])]

    def render_change_form(self, request: "HttpRequest", context: Any, **words: Any) -> "HttpResponse":  # type: ignore[override]
        """Put the buttons on top of whichever template the project has."""
        response = super().render_change_form(request, context, **words)
        obj = words.get("obj")
        if obj is None or not isinstance(response, TemplateResponse):
            return response
        tools = self.billing_tools(request, obj)
        if tools and response.context_data is not None:
            parent = response.resolve_template(response.template_name)
            response.context_data = {**response.context_data, "billing_parent": parent, "billing_tools": tools}
            response.template_name = "admin/billing_portal/object_tools.html"
        return response


def _issue_one(model_admin: BillingPortalAdminMixin, request: "HttpRequest", object_id: str) -> "HttpResponseBase":
    # The forms and services are loaded by whoever opens the page, not by everybody who starts the site.
    from .issuing import issue_one

    return issue_one(model_admin, request, object_id)


def _issue_many(model_admin: BillingPortalAdminMixin, request: "HttpRequest") -> "HttpResponseBase":
    from .many import issue_many

    return issue_many(model_admin, request)
