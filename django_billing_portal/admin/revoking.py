"""Withdraw links: one from its page, or many from the list, after a page that asks why."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..forms.revoking import RevocationForm
from .pages import in_rows, show, url_of

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ..models import PortalLink

#: The links that the page lists by name; of more it gives the number.
NAMED = 20
#: A word that only this page's own form sends: the list's form starts the action without it.
SAID = "said"


def ask_and_revoke(
    model_admin: "ModelAdmin[Any]", request: "HttpRequest", links: "QuerySet[PortalLink]", **context: Any
) -> "HttpResponse | None":
    """Show the page that asks why, or withdraw the links and return None."""
    form = RevocationForm(request.POST if SAID in request.POST else None)
    if form.is_valid():
        _report(model_admin, request, _revoke(request, links, form.cleaned_data["reason"]))
        return None
    words = {
        "title": _("Revoke billing links"),
        "links": links[:NAMED],
        "count": links.count(),
        "named": NAMED,
        "form": form,
        "adminform": in_rows(form),
        "back": url_of(model_admin, "changelist"),
    }
    return show(model_admin, request, "link_revoke.html", **{**words, **context})


def revoke_one(model_admin: "ModelAdmin[Any]", request: "HttpRequest", link: "PortalLink") -> "HttpResponse":
    """Do the same for one link, from its page."""
    links = model_admin.get_queryset(request).filter(pk=link.pk)
    page = url_of(model_admin, "change", link.pk)
    asked = ask_and_revoke(
        model_admin, request, links, title=_("Revoke the link"), original=link, subtitle=str(link), back=page
    )
    return asked or HttpResponseRedirect(page)


def _revoke(request: "HttpRequest", links: "QuerySet[PortalLink]", reason: str) -> list[bool]:
    from ..services.links import revoke_link
    from ..services.trail import Act, record_act

    done = []
    # All at once, for those that are withdrawn leave the list that a filter draws.
    for link in list(links):
        done.append(revoke_link(link, by=request.user, reason=reason))
        if done[-1]:
            record_act(Act.REVOKED_LINK, user=request.user, target=link, message=reason)
    return done


def _report(model_admin: "ModelAdmin[Any]", request: "HttpRequest", done: list[bool]) -> None:
    if revoked := sum(done):
        told = ngettext("%d link was revoked.", "%d links were revoked.", revoked) % revoked
        model_admin.message_user(request, told, messages.SUCCESS)
    if before := len(done) - revoked:
        told = ngettext("%d link had been revoked before.", "%d links had been revoked before.", before) % before
        model_admin.message_user(request, told, messages.WARNING)
