"""Batches in the admin: a list, a page that shows how far one is, and the buttons that stop and resume it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..exceptions import BillingPortalError
from ..models import PortalBatch
from .names import RUN, SEND
from .pages import may, require, show, url_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    ModelAdmin = admin.ModelAdmin[PortalBatch]
else:
    ModelAdmin = admin.ModelAdmin

STOP = "stop"
CHANGES = {STOP: "stop_batch", "resume": "resume_batch", "resend": "resend_unsure"}
"""The services by the page's name: they are loaded by whoever presses a button."""
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
        from .batch_texts import flow_of

        return flow_of(batch)

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
        return self.has_view_permission(request) and may(request, RUN)

    def has_post_permission(self, request: "HttpRequest", batch: PortalBatch) -> bool:
        """Tell whether this person may let a batch go on: one that e-mails needs the permission to e-mail."""
        return self.has_run_permission(request) and (not batch.sends or may(request, SEND))

    def get_urls(self) -> "list[URLPattern]":
        """Add the page of one batch, its numbers, its results, and its buttons."""
        pages = {"progress": self.progress, "numbers": self.numbers, "results": self.results}
        views = pages | {name: require_POST(partial(self.change, name)) for name in CHANGES}
        wrap = self.admin_site.admin_view
        own = [path(f"<int:pk>/{name}/", wrap(view), name=f"{PREFIX}_{name}") for name, view in views.items()]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: "HttpRequest", object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead from the list to the page that lives."""
        return HttpResponseRedirect(url_of(self, "progress", self._seen(request, object_id).pk))

    def progress(self, request: "HttpRequest", pk: int) -> HttpResponse:
        """Show how far it is, and whom it could not serve."""
        from .batch_pages import entries_page
        from .batch_texts import texts_of

        batch = self._seen(request, pk)
        texts = texts_of(batch)
        return show(
            self,
            request,
            "batch_progress.html",
            title=_("Sending links to many"),
            batch=batch,
            report=texts.report,
            texts=texts,
            entries=entries_page(batch, request.GET),
            may_run=self.has_run_permission(request),
            may_post=self.has_post_permission(request, batch),
        )

    def numbers(self, request: "HttpRequest", pk: int) -> HttpResponse:
        """Answer the page's own question for news; changes nothing."""
        from .batch_texts import texts_of

        texts = texts_of(self._seen(request, pk))
        return JsonResponse(texts.as_json())

    def results(self, request: "HttpRequest", pk: int) -> StreamingHttpResponse:
        """Download what became of everybody."""
        from ..services.trail import Act, record_act
        from .batch_results import results_csv

        batch = self._seen(request, pk)
        if batch.entries.filter(link__email__gt="").exists():
            record_act(Act.DOWNLOADED_RESULTS, user=request.user, target=batch)
        return results_csv(batch)

    def change(self, change: str, request: "HttpRequest", pk: int) -> HttpResponse:
        """Stop, resume or send again, and come back to the page."""
        from ..services import batches

        batch = self._seen(request, pk)
        require(request, RUN, *([SEND] if batch.sends and change != STOP else []))
        try:
            getattr(batches, CHANGES[change])(batch, by=request.user)
        except BillingPortalError as error:
            self.message_user(request, error.detail, messages.WARNING)
        return HttpResponseRedirect(url_of(self, "progress", pk))

    def _seen(self, request: "HttpRequest", pk: int | str) -> PortalBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(PortalBatch.objects.select_related("created_by"), pk=pk)
