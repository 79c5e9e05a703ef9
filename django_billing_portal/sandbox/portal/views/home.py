"""The portal's home page, and the doors of the flows."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from django_billing_portal.sandbox.portal.notices import notice
from django_billing_portal.sandbox.portal.pages import portal_page, show
from django_billing_portal.sandbox.portal.presenters.cards import cards_of
from django_billing_portal.sandbox.portal.presenters.details import detail_rows
from django_billing_portal.sandbox.portal.presenters.invoices import invoices_of
from django_billing_portal.sandbox.portal.presenters.subscriptions import subscription_card
from django_billing_portal.sandbox.portal.visits import Visit

DOORS = {
    "customer_update": "details",
    "payment_method_update": "card-add",
    "subscription_cancel": "cancel",
    "subscription_pause": "pause",
    "subscription_update": "plan",
    "subscription_update_confirm": "plan-confirm",
}


@portal_page()
def home(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Show everything; a flow leads to its only page."""
    if visit.flow:
        return HttpResponseRedirect(_door(visit))
    return show(
        request,
        visit,
        "home",
        subscriptions=[subscription_card(visit, each) for each in visit.subscriptions()],
        cards=cards_of(visit),
        details=detail_rows(visit.customer),
        invoices=invoices_of(visit),
        notice=notice(request.GET.get("notice", "")),
    )


def _door(visit: Visit) -> str:
    flow = visit.flow or {}
    about = flow.get(flow["type"]) or {}
    name = "offer" if about.get("retention") else DOORS[flow["type"]]
    return visit.url(name, *([about["subscription"]] if "subscription" in about else []))
