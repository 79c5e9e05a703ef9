"""Batches in the admin: a list, a page that shows how far one is, and the buttons that stop and resume it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..exceptions import BillingPortalError
from ..models import PortalBatch
from ..services.batches import report_batch, resend_unsure, resume_batch, stop_batch
from ..services.trail import Act, record_act
from .batch_pages import entries_page
from .batch_results import results_csv
from .batch_texts import texts_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    ModelAdmin = admin.ModelAdmin[PortalBatch]
else:
    ModelAdmin = admin.ModelAdmin

Change = Callable[..., PortalBatch]
PREFIX = "billing_portal_portalbatch"


@admin.register(PortalBatch)
class PortalBatchAdmin(ModelAdmin):
    """Show batches; what can be done with one is on its own page."""

    list_display = ("created_at", "flow", "state", "people", "created_by")
    list_filter = ("state", "created_at")
    list_select_related = ("created_by",)
    ordering = ("-pk",)
    show_full_result_count = False

    @admin.display(description=_("flow"))
    def flow(self, batch: PortalBatch) -> str:
        """Name what everybody is asked for."""
        return texts_of(batch).flow

    @admin.display(description=_("people"))
    def people(self, batch: PortalBatch) -> int:
        """Count them."""
        return batch.entries.count()

    def has_add_permission(self, request: "HttpRequest") -> bool:
        """Refuse: batches are started from a list of customers."""
        return False

    def has_change_permission(self, request: "HttpRequest", obj: PortalBatch | None = None) -> bool:
        """Refuse: what was sent is not to be changed."""
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: PortalBatch | None = None) -> bool:
        """Refuse: it is the record of what was sent."""
        return False

    def has_run_permission(self, request: "HttpRequest") -> bool:
        """Tell whether this person may stop and resume."""
        return self.has_view_permission(request) and request.user.has_perm("billing_portal.run_portalbatch")

    def get_urls(self) -> "list[URLPattern]":
        """Add the page of one batch, its numbers, its results, and its buttons."""
        pages = {"progress": self.progress, "numbers": self.numbers, "results": self.results}
        changes = {"stop": stop_batch, "resume": resume_batch, "resend": resend_unsure}
        views = pages | {name: require_POST(partial(self.change, change)) for name, change in changes.items()}
        wrap = self.admin_site.admin_view
        own = [path(f"<int:pk>/{name}/", wrap(view), name=f"{PREFIX}_{name}") for name, view in views.items()]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: "HttpRequest", object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead from the list to the page that lives."""
        return HttpResponseRedirect(reverse(f"admin:{PREFIX}_progress", args=[self._seen(request, object_id).pk]))

    def progress(self, request: "HttpRequest", pk: int) -> HttpResponse:
        """Show how far it is, and whom it could not serve."""
        batch = self._seen(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sending links to many"),
            "opts": self.opts,
            "batch": batch,
            "report": report_batch(batch),
            "texts": texts_of(batch),
            "entries": entries_page(batch, request.GET),
            "may_run": self.has_run_permission(request),
        }
        return TemplateResponse(request, "admin/billing_portal/batch_progress.html", context)

    def numbers(self, request: "HttpRequest", pk: int) -> HttpResponse:
        """Answer the page's own question for news; changes nothing."""
        texts = texts_of(self._seen(request, pk))
        return JsonResponse(texts.as_json())

    def results(self, request: "HttpRequest", pk: int) -> StreamingHttpResponse:
        """Download what became of everybody."""
        batch = self._seen(request, pk)
        if batch.entries.filter(link__email__gt="").exists():
            record_act(Act.DOWNLOADED_RESULTS, user=request.user, target=batch)
        return results_csv(batch)

    def change(self, change: Change, request: "HttpRequest", pk: int) -> HttpResponse:
        """Stop, resume or send again, and come back to the page."""
        batch = self._seen(request, pk)
        if not self.has_run_permission(request):
            raise PermissionDenied
        try:
            change(batch, by=request.user)
        except BillingPortalError as error:
            self.message_user(request, error.detail, messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{PREFIX}_progress", args=[pk]))

    def _seen(self, request: "HttpRequest", pk: int | str) -> PortalBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(PortalBatch.objects.select_related("created_by"), pk=pk)
