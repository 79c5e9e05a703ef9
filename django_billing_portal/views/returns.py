"""The way back: Stripe sends the customer here, we note it and send them on to the project's page."""

from typing import TYPE_CHECKING

from .. import journal
from ..exceptions import BillingPortalError, UnsafeURL
from ..redirects import return_url
from .failures import explain
from .forwarding import onward, origin_of
from .shields import billing_view

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@billing_view("GET")
def returned(request: "HttpRequest", token: str) -> "HttpResponseBase":
    """Note that a customer came back, signed in or not, and send them on to where they wanted to go."""
    # Not when the URLconf loads: see portal._mint().
    from ..services.outcomes import record_return

    try:
        arrival = record_return(token=token, request=request)
        return onward(_checked(arrival.destination, origin_of(request)))
    except BillingPortalError as error:
        return explain(request, error)


def _checked(destination: str, origin: str) -> str:
    """Check the page anew: the allow-list may have changed since, or the site have moved to another host."""
    try:
        return return_url(destination or None, origin=origin)
    except UnsafeURL as error:
        journal.record(error)
        return return_url(None, origin=origin)
