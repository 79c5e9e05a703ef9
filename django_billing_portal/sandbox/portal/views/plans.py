"""Change the plan: choose, see what it costs, confirm."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.portal import catalog, endings, obstacles, offers, quotes
from django_billing_portal.sandbox.portal.actions.plans import change_plan
from django_billing_portal.sandbox.portal.forms.plans import PlanForm
from django_billing_portal.sandbox.portal.pages import NotPossible, portal_page, require_no, show
from django_billing_portal.sandbox.portal.presenters.plans import plans, preview
from django_billing_portal.sandbox.portal.quotes import Change
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json


@portal_page("subscription_update")
def choose(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Show the plans."""
    require_no(obstacles.to_update(subscription, visit))
    return _choice(request, visit, subscription, PlanForm(visit=visit, subscription=subscription))


@portal_page("subscription_update", "subscription_update_confirm")
def confirm(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Show from, to and the costs of what was chosen, here or by the flow; change it on POST."""
    require_no(obstacles.to_update(subscription, visit))
    if visit.flow and visit.flow["type"] == "subscription_update_confirm":
        return _confirmation(request, visit, subscription, _asked_for(visit.flow[visit.flow["type"]], subscription))
    form = PlanForm(request.POST or request.GET, visit=visit, subscription=subscription)
    if not form.is_valid():
        return _choice(request, visit, subscription, form)
    if form.change().is_none(subscription) and request.method != "POST":
        form.add_error("price", _("This is your current plan. Choose another one."))
        return _choice(request, visit, subscription, form)
    return _confirmation(request, visit, subscription, form.change(), form=form, is_chosen_here=True)


def _choice(request: HttpRequest, visit: Visit, subscription: Json, form: PlanForm) -> HttpResponse:
    chosen = form.data.get("price") or form.initial["price"]
    current = catalog.price_of(catalog.only_item(subscription))["id"]
    return show(
        request,
        visit,
        "plan",
        heading=_("Update your plan"),
        subscription=subscription,
        form=form,
        plans=plans(offers.prices(visit, subscription), current=current, chosen=chosen),
    )


def _confirmation(
    request: HttpRequest,
    visit: Visit,
    subscription: Json,
    change: Change,
    *,
    is_chosen_here: bool = False,
    **context: Any,
) -> HttpResponseBase:
    quote = quotes.quote(visit, subscription, change)
    if request.method == "POST":
        if not change.is_none(subscription):
            change_plan(subscription, change, quote)
        return endings.finish(visit, "plan-changed")
    if change.is_none(subscription):
        raise NotPossible(_("Your subscription is already up to date."))
    return show(
        request,
        visit,
        "plan_confirm",
        heading=_("Confirm your new plan"),
        preview=preview(subscription, change, quote),
        back_url=visit.url("plan", subscription["id"]) if is_chosen_here else visit.back_url,
        **context,
    )


def _asked_for(about: Json, subscription: Json) -> Change:
    item, wanted = catalog.only_item(subscription), (about["items"] or [{}])[0]
    return Change(
        price=catalog.found(wanted.get("price") or item["price"]),
        quantity=wanted.get("quantity") or item.get("quantity") or 1,
        redemptions=tuple(map(_redemption, about.get("discounts") or ())),
    )


def _redemption(discount: Json) -> quotes.Redemption:
    if code := discount.get("promotion_code"):
        return quotes.redemption(store.require("promotion_code", code, "promotion_code"))
    return quotes.Redemption(coupon=catalog.found(discount["coupon"]))
