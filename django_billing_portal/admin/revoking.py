"""Withdraw links: one from its page, or many from the list, after a page that asks why."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .pages import in_rows, show, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ..models import PortalLink

#: The links that the page lists by name; of more it gives the number.
NAMED = 20
#: Of more, none is withdrawn: each is an entry in the trail, and a request has to end.
MOST = 1_000
CHUNK = 100
#: A word that only this page's own form sends, with the number of links that it named.
SAID = "said"


def ask_and_revoke(
    model_admin: "ModelAdmin[Any]", request: "HttpRequest", links: "QuerySet[PortalLink]", **context: Any
) -> "HttpResponse | None":
    """Show the page that asks why, or withdraw the links and return None."""
    from ..forms.revoking import RevocationForm

    form = RevocationForm(request.POST if SAID in request.POST else None)
    count = links.order_by()[: MOST + 1].count()
    if told := _objection(request, count):
        model_admin.message_user(request, told, messages.WARNING)
        return None
    if form.is_valid():
        _report(model_admin, request, _revoke(request, links, form.cleaned_data["reason"]))
        return None
    words = {
        "title": _("Revoke billing links"),
        "links": links[:NAMED],
        "count": count,
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


def _objection(request: "HttpRequest", count: int) -> str:
    if count > MOST:
        return _("No more than %d links can be revoked at once: narrow the list, or choose some of it.") % MOST
    # Whoever chose all that a filter lets through may have been shown others.
    if SAID in request.POST and request.POST.get("select_across") == "1" and request.POST[SAID] != str(count):
        return _("The list has changed meanwhile. Look at it, and select again.")
    return ""


def _revoke(request: "HttpRequest", links: "QuerySet[PortalLink]", reason: str) -> list[bool]:
    from ..services.links import revoke_link
    from ..services.trail import Act, record_act

    done = []
    for link in _in_chunks(links):
        done.append(revoke_link(link, by=request.user, reason=reason))
        if done[-1]:
            record_act(Act.REVOKED_LINK, user=request.user, target=link, message=reason)
    return done


def _in_chunks(links: "QuerySet[PortalLink]") -> "Iterator[PortalLink]":
    # By their keys, for those that are withdrawn leave the list that a filter draws.
    keys = list(links.order_by("pk").values_list("pk", flat=True)[:MOST])
    for start in range(0, len(keys), CHUNK):
        yield from links.model._default_manager.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")


def _report(model_admin: "ModelAdmin[Any]", request: "HttpRequest", done: list[bool]) -> None:
    if revoked := sum(done):
        told = ngettext("%d link was revoked.", "%d links were revoked.", revoked) % revoked
        model_admin.message_user(request, told, messages.SUCCESS)
    if before := len(done) - revoked:
        told = ngettext("%d link had been revoked before.", "%d links had been revoked before.", before) % before
        model_admin.message_user(request, told, messages.WARNING)
