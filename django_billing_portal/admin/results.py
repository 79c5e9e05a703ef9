"""What became of it: the one page that shows a link's address, only ever as the answer to a POST."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..models.states import LinkState
from ..services.letters.composing import task_of
from .pages import show

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ..models import PortalLink
    from .mixin import BillingPortalAdminMixin


@sensitive_variables()
def show_result(
    model_admin: "BillingPortalAdminMixin", request: "HttpRequest", link: "PortalLink", **words: Any
) -> "HttpResponseBase":
    """Show the link with its facts, and how the e-mail went."""
    is_live = link.state == LinkState.LIVE
    title = _("The link is ready") if is_live else _("The link does not work any more")
    return show(model_admin, request, "result.html", **{**words, "title": title, "link": link, "task": task_of(link)})
