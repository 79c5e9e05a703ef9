"""Open the portal as a customer, from the page of whoever is billed: with a permission of its own, and a reason."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..exceptions import BillingPortalError, NotAllowed
from ..views.forwarding import origin_of, to_portal
from .pages import find, in_rows, may, require, route, show, url_of

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

    Base = ModelAdmin[Any]
else:
    Base = object

PERMISSION = "open_as_customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Hold a button of an object's page."""

    label: str
    url: str


class OpeningMixin(Base):
    """Give a model's admin the page "Open the portal as this customer"; its objects are billed, or name who is."""

    def get_urls(self) -> "list[URLPattern]":
        """Add the page to the admin's own."""
        own = route(self, "<path:object_id>/billing-portal/", self.open_portal_view, PERMISSION)
        return [own, *super().get_urls()]

    def billed_by(self, obj: "Model") -> "Model | None":
        """Return whoever is billed for an object of this admin: itself, unless told otherwise; None if gone."""
        return obj

    def why_not(self, obj: "Model", subject: "Model") -> str:
        """Say why nothing may be done for this object's customer from its page; empty where nothing is in the way."""
        return ""

    def why_not_many(self, queryset: "QuerySet[Any]") -> str:
        """Say why nothing may be done for these objects together; empty where nothing is in the way."""
        return ""

    def opening_tool(self, request: "HttpRequest", obj: "Model") -> Tool | None:
        """Return the button that leads to the page; None for those who may not."""
        if not may(request, PERMISSION):
            return None
        return Tool(label=_("Open the portal as this customer"), url=url_of(self, PERMISSION, obj.pk))

    def open_portal_view(self, request: "HttpRequest", object_id: str) -> "HttpResponseBase":
        """Ask for a reason (GET); mint, write it down and send the browser on (POST)."""
        from ..forms.opening import OpeningForm
        from ..services.desk.wording import told_staff

        require(request, PERMISSION)
        obj = find(self, request, object_id)
        form = OpeningForm(request.POST or None)
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                return self._open_portal(request, obj, form.cleaned_data)
            except BillingPortalError as error:
                form.add_error(None, f"{told_staff(error)} ({error.code})")
                status = error.status
        title = _("Open the portal as this customer")
        words = {"title": title, "original": obj, "subtitle": str(obj), "adminform": in_rows(form), "form": form}
        return show(self, request, "opening.html", status=status, **words)

    @sensitive_variables()
    def _open_portal(self, request: "HttpRequest", obj: "Model", said: "dict[str, Any]") -> "HttpResponseBase":
        from ..services.desk.rows import Differs
        from ..services.openings import open_as_customer

        subject = self.billed_by(obj)
        if subject is None:
            raise NotAllowed("Whoever is billed is gone.")
        if reason := self.why_not(obj, subject):
            raise Differs(reason)
        session = open_as_customer(
            staff=request.user,
            subject=subject,
            reason=said["reason"],
            flow=said["flow"] or None,
            return_to=url_of(self, "change", obj.pk),
            origin=origin_of(request),
        )
        return to_portal(request, session.url)
