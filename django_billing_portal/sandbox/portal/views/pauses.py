"""Pause and resume."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import endings, obstacles
from django_billing_portal.sandbox.portal.actions import pauses
from django_billing_portal.sandbox.portal.forms.pauses import PauseForm
from django_billing_portal.sandbox.portal.pages import portal_page, require_no, show
from django_billing_portal.sandbox.portal.presenters.subscriptions import subscription_card
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json


@portal_page("subscription_pause")
def pause(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """Pause for one of the configuration's durations."""
    form = PauseForm(request.POST or None, feature=visit.feature("subscription_pause"))
    if request.method == "POST" and subscription["status"] == "paused":
        return endings.finish(visit, "paused")
    require_no(obstacles.to_pause(subscription))
    if form.is_valid():
        pauses.pause(subscription, **form.chosen())
        return endings.finish(visit, "paused")
    return show(
        request,
        visit,
        "pause",
        heading=_("Pause your subscription"),
        lead=_("You will not be charged while it is paused, and can come back whenever you like."),
        subscription=subscription_card(visit, subscription),
        form=form,
        button=_("Pause subscription"),
    )


@portal_page("subscription_pause", in_flows=False)
def resume(request: HttpRequest, visit: Visit, subscription: Json) -> HttpResponseBase:
    """End a pause."""
    require_no(obstacles.to_resume(subscription))
    if request.method == "POST":
        pauses.resume(subscription)
        return endings.finish(visit, "resumed")
    return show(
        request,
        visit,
        "confirm",
        heading=_("Resume your subscription"),
        lead=_("A new billing period begins today."),
        subscription=subscription_card(visit, subscription),
        button=_("Resume subscription"),
    )
