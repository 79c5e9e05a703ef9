"""The confirmation page after a flow."""

from django.http import HttpRequest, HttpResponseBase

from django_billing_portal.sandbox.portal.endings import message_of
from django_billing_portal.sandbox.portal.notices import notice
from django_billing_portal.sandbox.portal.pages import not_here, portal_page, show
from django_billing_portal.sandbox.portal.visits import Visit


@portal_page()
def done(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Confirm what was done, in the business's own words if it has any."""
    if not (visit.flow and visit.session.get("_done")):
        raise not_here()
    heading, sentence = notice(visit.session["_done"])
    return show(request, visit, "done", heading=heading, lead=message_of(visit) or sentence)
