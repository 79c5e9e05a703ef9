"""How a task ends: home again, or the way that the flow asked for. https://docs.stripe.com/customer-management/portal-deep-links"""

from django.http import HttpResponseRedirect

from django_billing_portal.sandbox import store

from .visits import Visit, ending_of


def finish(visit: Visit, notice: str) -> HttpResponseRedirect:
    """Send the customer on after a change."""
    if not visit.flow:
        return _home(visit, notice)
    store.put(visit.session | {"_done": notice})
    ending = ending_of(visit.flow)
    if ending["type"] == "redirect":
        return HttpResponseRedirect(ending["redirect"]["return_url"])
    return _home(visit, notice) if ending["type"] == "portal_homepage" else HttpResponseRedirect(visit.url("done"))


def message_of(visit: Visit) -> str:
    """Return the business's own words for the confirmation page, if any."""
    ending = ending_of(visit.session["flow"])
    return str((ending.get("hosted_confirmation") or {}).get("custom_message") or "")


def _home(visit: Visit, notice: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{visit.url('session')}?notice={notice}")
