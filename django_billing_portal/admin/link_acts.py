"""What staff do with one link, each on a page of its own that says so first: send it, see its address, revoke it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from ..exceptions import AlreadySent, BillingPortalError
from ..models.states import LinkState
from .ledger import LedgerAdmin
from .opening import Tool
from .pages import find, link_origin, may, require, route, show, url_of
from .revoking import revoke_one

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from ..models import PortalLink

Page = Callable[["HttpRequest", "PortalLink"], "HttpResponse"]


class LinkActs(LedgerAdmin):
    """Give the admin of links the pages of its acts, and the buttons that lead there."""

    def get_urls(self) -> "list[URLPattern]":
        """Add the pages to the admin's own."""
        acts = {"send": self._send_page, "copy": self._copy_page, "revoke": self._revoke_page}
        own = [route(self, f"<path:object_id>/{act}/", self._act(act, page), act) for act, page in acts.items()]
        return [*own, *super().get_urls()]

    def has_revoke_permission(self, request: "HttpRequest") -> bool:
        """Tell whether this person may withdraw links."""
        return may(request, "revoke_portallink")

    def tools(self, request: "HttpRequest", link: "PortalLink") -> list[Tool]:
        """Return the buttons of a link's page: what this person may do, and what still makes sense."""
        labels = {"send": _("Send again") if link.sends else _("Send"), "copy": _("Copy address again")}
        offered = labels if link.state == LinkState.LIVE else {}
        if link.state != LinkState.REVOKED:
            offered = {**offered, "revoke": _("Revoke…")}
        allowed = (act for act in offered if may(request, f"{act}_portallink"))
        return [Tool(label=offered[act], url=url_of(self, act, link.pk)) for act in allowed]

    def _act(self, act: str, page: Page) -> "Callable[..., HttpResponse]":
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: "HttpRequest", object_id: str) -> "HttpResponse":
            require(request, f"{act}_portallink")
            link: Any = find(self, request, object_id)
            try:
                return page(request, link)
            except AlreadySent as error:
                self.message_user(request, error.message, messages.WARNING)
                return HttpResponseRedirect(url_of(self, "change", link.pk))
            except BillingPortalError as error:
                self.message_user(request, f"{error.message} ({error})", messages.ERROR)
                return HttpResponseRedirect(url_of(self, "change", link.pk))

        return view

    def _send_page(self, request: "HttpRequest", link: "PortalLink") -> "HttpResponse":
        from ..services.letters import send_link
        from ..services.trail import Act, record_act

        link.require_use()
        # A page that another release wrote does not say what it showed: it is shown once more.
        if request.method != "POST" or "seen" not in request.POST:
            return self._ask(request, link, "link_send.html", _("Send the link by e-mail"))
        send_link(link, by=request.user, origin=link_origin(request), seen=request.POST["seen"])
        record_act(Act.SENT_LINK, user=request.user, target=link, message=link.email)
        self.message_user(request, _("The link was sent to %s.") % link.email, messages.SUCCESS)
        return HttpResponseRedirect(url_of(self, "change", link.pk))

    @sensitive_variables()
    def _copy_page(self, request: "HttpRequest", link: "PortalLink") -> "HttpResponse":
        from ..services.links import link_url
        from ..services.trail import Act, record_act

        link.require_use()
        if request.method != "POST":
            return self._ask(request, link, "link_copy.html", _("See the address of the link"))
        url = link_url(link, origin=link_origin(request))
        record_act(Act.COPIED_LINK, user=request.user, target=link)
        return self._ask(request, link, "link_copy.html", _("Address of the link"), url=url)

    def _revoke_page(self, request: "HttpRequest", link: "PortalLink") -> "HttpResponse":
        return revoke_one(self, request, link)

    def _ask(
        self, request: "HttpRequest", link: "PortalLink", template: str, title: str, **context: Any
    ) -> "HttpResponse":
        return show(self, request, template, title=title, original=link, subtitle=str(link), link=link, **context)
