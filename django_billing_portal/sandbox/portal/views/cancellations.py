"""Leave: an offer to stay, the confirmation, the question why; and the way back."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import catalog, endings, obstacles
from django_billing_portal.sandbox.portal.actions import cancellations, discounts
from django_billing_portal.sandbox.portal.forms.feedback import FeedbackForm
from django_billing_portal.sandbox.portal.pages import portal_page, require_no, show
from django_billing_portal.sandbox.portal.presenters.dates import date
from django_billing_portal.sandbox.portal.presenters.discounts import amount_text, duration_text
from django_billing_portal.sandbox.portal.presenters.subscriptions import subscription_card
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json


@portal_page("subscription_cancel")
def offer(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Offer the flow's retention coupon first; accepting it ends the flow and keeps the subscription."""
    require_no(obstacles.to_cancel(subscription))
    coupon = _retention_coupon(visit)
    if not coupon or coupon in catalog.coupons_of(subscription):
        return HttpResponseRedirect(visit.url("cancel", subscription["id"]))
    if request.method == "POST":
        discounts.apply(subscription, coupon)
        return endings.finish(visit, "offer-accepted")
    return show(
        request,
        visit,
        "offer",
        heading=_("Before you go"),
        lead=_("We would like you to stay. Here is an offer for %(plan)s:")
        % {"plan": subscription_card(visit, subscription).name},
        subscription=subscription,
        offer={"amount": amount_text(coupon), "duration": duration_text(coupon)},
    )


@portal_page("subscription_cancel")
def cancel(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Cancel as the configuration says; the second POST of a double click goes on as the first did."""
    feature = visit.feature("subscription_cancel")
    if request.method == "POST":
        if not obstacles.to_cancel(subscription):
            cancellations.cancel(subscription, mode=feature.get("mode", "at_period_end"))
        return _after(visit, subscription)
    require_no(obstacles.to_cancel(subscription))
    return show(
        request,
        visit,
        "confirm",
        heading=_("Cancel your subscription"),
        lead=_consequence(subscription, feature),
        subscription=subscription_card(visit, subscription),
        button=_("Cancel subscription"),
        is_danger=True,
    )


@portal_page("subscription_cancel")
def feedback(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Ask why, after the cancel: the answer arrives in a later event."""
    if not obstacles.to_cancel(subscription):
        return HttpResponseRedirect(visit.url("cancel", subscription["id"]))
    if "skip" in request.POST:
        return endings.finish(visit, "cancelled")
    form = FeedbackForm(request.POST if request.method == "POST" else None, options=_survey(visit)["options"])
    if form.is_valid():
        cancellations.give_feedback(subscription, **form.cleaned_data)
        return endings.finish(visit, "cancelled")
    return show(
        request,
        visit,
        "feedback",
        heading=_("Your subscription has been cancelled"),
        lead=_("Would you tell us the reason? It helps us to become better."),
        form=form,
    )


@portal_page("subscription_cancel", in_flows=False)
def renew(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Take back a cancel that has not happened yet."""
    require_no(obstacles.to_renew(subscription))
    if request.method == "POST":
        cancellations.renew(subscription)
        return endings.finish(visit, "renewed")
    return show(
        request,
        visit,
        "confirm",
        heading=_("Keep your subscription"),
        lead=_("It will not be cancelled, and renews as before."),
        subscription=subscription_card(visit, subscription),
        button=_("Don't cancel"),
    )


def _after(visit: Visit, subscription: Json) -> HttpResponseRedirect:
    if _survey(visit).get("enabled"):
        return HttpResponseRedirect(visit.url("feedback", subscription["id"]))
    return endings.finish(visit, "cancelled")


def _survey(visit: Visit) -> Json:
    return visit.feature("subscription_cancel").get("cancellation_reason") or {}


def _retention_coupon(visit: Visit) -> Json:
    about = (visit.flow or {}).get("subscription_cancel") or {}
    offer = (about.get("retention") or {}).get("coupon_offer") or {}
    return catalog.found(offer.get("coupon"))


def _consequence(subscription: Json, feature: Json) -> str:
    if feature.get("mode") == "immediately":
        return _("It ends at once. You will not be charged again.")
    end = date(catalog.only_item(subscription)["current_period_end"])
    return _("You can use it until %(date)s. After that you will not be charged again.") % {"date": end}
