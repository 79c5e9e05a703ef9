"""Make a link for each of many: the same form without what is one customer's own, then a batch."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..exceptions import BillingPortalError, InvalidToken
from ..forms.links import LinkForm
from ..services.desk import check_for_staff, look_around
from ..services.desk.wording import told_staff
from ..views.forwarding import origin_of
from .names import ISSUE, MANY, ONE, RUN, SEND
from .pages import link_origin, may, may_hand_out, require, require_wishes, show, url_of
from .sections import form_context
from .selection import Selection

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from .mixin import BillingPortalAdminMixin


class _Onward(HttpResponseRedirect):
    status_code = 307


def begin(
    model_admin: "BillingPortalAdminMixin", request: "HttpRequest", queryset: "QuerySet[Any]"
) -> "HttpResponseBase":
    """Answer the action: the page of the one who was selected, or the form for all of them."""
    chosen = list(queryset.values_list("pk", flat=True)[:2])
    if len(chosen) == 1:
        return HttpResponseRedirect(url_of(model_admin, ONE, chosen[0]))
    require(request, RUN)
    # The same POST goes on to our own page: the list's is in a transaction where the project wants that, and the
    # form asks Stripe.
    return _Onward(_here(model_admin, request, MANY))


def issue_many(model_admin: "BillingPortalAdminMixin", request: "HttpRequest") -> "HttpResponseBase":
    """Check the form, or start a batch (POST); nobody comes here by GET but by mistake."""
    require(request, ISSUE, RUN)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    require_wishes(request)
    try:
        if "action" in request.POST:
            return _ask(model_admin, request, Selection.of(model_admin, request))
        return _with_selection(model_admin, request, Selection.read(model_admin, request))
    except (InvalidToken, IncorrectLookupParameters):
        return _back(model_admin, request, _("Select the customers again, please."))
    except BillingPortalError as error:
        return _back(model_admin, request, f"{told_staff(error)} ({error})", messages.ERROR)


def _ask(model_admin: "BillingPortalAdminMixin", request: "HttpRequest", selection: Selection) -> "HttpResponseBase":
    if refusal := model_admin.why_not_many(selection.found(model_admin, request)):
        return _back(model_admin, request, refusal, messages.ERROR)
    return _show(model_admin, request, _form(request, None), selection)


def _with_selection(
    model_admin: "BillingPortalAdminMixin", request: "HttpRequest", selection: Selection
) -> "HttpResponseBase":
    found = selection.found(model_admin, request)
    current = selection.now(found)
    if current is None:
        return _back(model_admin, request, _("The list has changed meanwhile. Look at it, and select again."))
    return _answer(model_admin, request, _form(request, request.POST), current, found)


def _answer(
    model_admin: "BillingPortalAdminMixin",
    request: "HttpRequest",
    form: LinkForm,
    selection: Selection,
    found: "QuerySet[Any]",
) -> "HttpResponseBase":
    if not form.is_valid():
        return _show(model_admin, request, form, selection)
    checked = check_for_staff(None, form.flow)
    if "_create" not in request.POST or checked.is_hopeless:
        return _show(model_admin, request, form, selection, checked)
    return _start(model_admin, request, form, found)


def _start(
    model_admin: "BillingPortalAdminMixin", request: "HttpRequest", form: LinkForm, found: "QuerySet[Any]"
) -> "HttpResponseBase":
    from ..services.batches import BatchWishes, start_batch

    batch = start_batch(
        subjects=model_admin.people_of(found),
        wishes=BatchWishes(**form.wishes, origin=link_origin(request)),
        sends=bool(form.cleaned_data.get("send")),
        created_by=request.user,
        request_id=form.request_id(str(request.user.pk), model_admin.opts.label_lower, request.POST["selection"]),
    )
    try:
        progress = reverse(
            "admin:billing_portal_portalbatch_progress", args=[batch.pk], current_app=model_admin.admin_site.name
        )
    except NoReverseMatch:
        return _back(model_admin, request, _("The links are being made."), messages.SUCCESS)
    return HttpResponseRedirect(progress)


def _form(request: "HttpRequest", data: Any) -> LinkForm:
    allowed = {"may_send": may(request, SEND), "may_hand_out": may_hand_out(request)}
    return LinkForm(data, offers=look_around(), origin=origin_of(request), **allowed)


def _show(
    model_admin: "BillingPortalAdminMixin",
    request: "HttpRequest",
    form: LinkForm,
    selection: Selection,
    checked: Any = None,
) -> "HttpResponseBase":
    count = selection.count
    people = ngettext("%(count)d selected", "%(count)d selected", count) % {"count": count}
    return show(
        model_admin,
        request,
        "issue.html",
        title=_("Create billing links"),
        subtitle=people,
        count=count,
        selection=selection.signed(model_admin, request),
        action=_here(model_admin, request, MANY),
        **form_context(form, checked),
    )


def _back(
    model_admin: "BillingPortalAdminMixin", request: "HttpRequest", told: str, level: int = messages.WARNING
) -> "HttpResponseBase":
    model_admin.message_user(request, told, level)
    return HttpResponseRedirect(_here(model_admin, request, "changelist"))


def _here(model_admin: "BillingPortalAdminMixin", request: "HttpRequest", page: str) -> str:
    # The filters of the list stay in the URL.
    query = request.META.get("QUERY_STRING", "")
    return url_of(model_admin, page) + (f"?{query}" if query else "")
