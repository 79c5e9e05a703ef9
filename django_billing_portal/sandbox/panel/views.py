"""One page to see and switch, and a page for each thing that is worth a closer look."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from django_billing_portal.sandbox import clock, events, faults, periods, seeds, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.gate import harmless_only
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.models import SandboxObject
from django_billing_portal.sandbox.resources import portal_sessions

from . import records
from .forms import FaultsForm

TEMPLATES = "billing_portal_sandbox/panel"
PAGE = 50
RECENT = 12


@harmless_only
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Show the switches, the clock, the latest events and what there is."""
    return _panel(request, FaultsForm())


@harmless_only
@require_POST
def set_faults(request: HttpRequest) -> HttpResponse:
    """Throw the switches."""
    form = FaultsForm(request.POST)
    if not form.is_valid():
        return _panel(request, form, status=422)
    form.save()
    return _done("faults")


@harmless_only
@require_POST
def heal(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Let everything work again."""
    faults.clear()
    return _done("healed")


@harmless_only
@require_POST
def jump(request: HttpRequest) -> HttpResponse:
    """Move the clock forward, or back to the real time; what is due happens."""
    now = clock.now()
    seconds = {"5-minutes": 300, "1-hour": 3600, "1-month": later(now, "month") - now}.get(request.POST.get("by", ""))
    if seconds is None:
        clock.reset()
    else:
        clock.advance(seconds)
        periods.catch_up()
    return _done("clock")


@harmless_only
@require_POST
def seed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Put in place whatever the seeds bring."""
    seeds.seed()
    return _done("seeded")


@harmless_only
@require_POST
def reset(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Forget everything and begin anew."""
    store.reset()
    seeds.seed()
    return _done("reset")


@harmless_only
@require_POST
def open_portal(request: HttpRequest, pk: int) -> HttpResponse:
    """Mint a session for a customer and go there."""
    row = get_object_or_404(SandboxObject, type="customer", pk=pk)
    back = request.build_absolute_uri(reverse("billing_portal_sandbox:panel"))
    with store.acting_as(row.account):
        try:
            session = portal_sessions.create({"customer": row.stripe_id, "return_url": back})
        except WireError as refusal:
            return _panel(request, FaultsForm(), problem=refusal.message, status=409)
    return HttpResponseRedirect(reverse("billing_portal_sandbox:session", args=[session["_secret"]]))


@harmless_only
@require_safe
def listing(request: HttpRequest, type: str) -> HttpResponse:
    """List the objects of one type, the event log too."""
    page = Paginator(records.of_type(type), PAGE).get_page(request.GET.get("page"))
    return render(request, f"{TEMPLATES}/listing.html", {"type": type, "page": page, "rows": records.lines(page)})


@harmless_only
@require_safe
def detail(request: HttpRequest, type: str, pk: int) -> HttpResponse:
    """Show one object as it goes over the wire; an event with the signature it would carry."""
    row = get_object_or_404(SandboxObject, type=type, pk=pk)
    signature = events.signed(row.data)[1] if type == "event" else ""
    context = {"type": type, "row": row, "payload": records.payload(row.data), "signature": signature}
    return render(request, f"{TEMPLATES}/detail.html", context)


def _panel(request: HttpRequest, form: FaultsForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "faults": len(faults.active()),
        "now": records.moment(clock.now()),
        "offset": clock.offset(),
        "events": records.lines(records.of_type("event")[:RECENT]),
        "types": SandboxObject.objects.values("type").annotate(count=Count("pk")).order_by("type"),
        "customers": records.lines(records.of_type("customer")[:PAGE]),
        "notice": _notices().get(request.GET.get("notice", "")),
        "problem": problem,
    }
    return render(request, f"{TEMPLATES}/panel.html", context, status=status)


def _done(notice: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('billing_portal_sandbox:panel')}?notice={notice}")


def _notices() -> dict[str, str]:
    return {
        "faults": _("The switches are set."),
        "healed": _("Everything works again."),
        "clock": _("The clock has moved."),
        "seeded": _("The seeds are in place."),
        "reset": _("Everything was forgotten, and the seeds are in place."),
    }
