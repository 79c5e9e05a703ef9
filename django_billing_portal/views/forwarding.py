"""How a browser is sent on: with a redirect, or with a page where the site's CSP would block that."""

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from ..conf import portal_settings
from ..redirects import is_app_address, require_portal_url
from .shields import is_htmx

if TYPE_CHECKING:
    from django.http import HttpRequest


class SeeOther(HttpResponseRedirect):
    """Redirect with 303: whatever the method was, the browser continues with GET."""

    status_code = 303

    def __repr__(self) -> str:
        # Django's own shows the URL, and a portal URL opens the customer's billing to whoever reads it.
        return f"<{type(self).__name__} status_code={self.status_code}>"


class ToApp(SeeOther):
    """Redirect to an app's own address, with a scheme that Django lets nobody else be sent to."""

    def __init__(self, address: str) -> None:
        self.allowed_schemes = [address.partition(":")[0]]
        super().__init__(address)


def onward(url: str) -> HttpResponse:
    """Send the browser on to a URL that ``redirects`` let pass, on a site or in an app."""
    return ToApp(url) if is_app_address(url) else SeeOther(url)


def origin_of(request: "HttpRequest") -> str:
    """Return the origin that the browser sees, as Django's own proxy settings make it out."""
    return f"{request.scheme}://{request.get_host()}"


@sensitive_variables()
def to_portal(request: "HttpRequest", url: str) -> HttpResponse:
    """Send the browser to Stripe, or raise UnsafeURL if that is not where ``url`` leads."""
    require_portal_url(url, origin=origin_of(request))
    response = _page(request, url) if _needs_page(request) else SeeOther(url)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _needs_page(request: "HttpRequest") -> bool:
    return portal_settings.REDIRECT == "page" and not is_htmx(request)


@sensitive_variables()
def _page(request: "HttpRequest", url: str) -> HttpResponse:
    return render(request, "billing_portal/redirecting.html", {"url": url})
