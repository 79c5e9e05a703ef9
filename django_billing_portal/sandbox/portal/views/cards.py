"""Payment methods: add, choose, remove."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import endings
from django_billing_portal.sandbox.portal.actions import payment_methods as actions
from django_billing_portal.sandbox.portal.forms.cards import CardForm, OnlyCardForm
from django_billing_portal.sandbox.portal.pages import not_here, portal_page, show
from django_billing_portal.sandbox.portal.presenters import cards
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.resources import payment_methods
from django_billing_portal.sandbox.store import Json


@portal_page("payment_method_update")
def add(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Add a test card; in a flow it becomes the default, as at Stripe."""
    form = (OnlyCardForm if visit.flow else CardForm)(request.POST or None)
    if form.is_valid():
        card = payment_methods.add_card(visit.customer["id"], **form.face())
        if not form.cleaned_data.get("make_default", True):
            return endings.finish(visit, "card-saved")
        actions.set_default(visit.customer, card)
        return endings.finish(visit, "card-added")
    return show(
        request,
        visit,
        "card_add",
        heading=_("Update payment method") if visit.flow else _("Add payment method"),
        lead=_("Choose one of the test cards: this is a sandbox, and no real card is needed."),
        form=form,
        button=_("Save card"),
    )


@portal_page("payment_method_update", in_flows=False)
def make_default(request: HttpRequest, visit: Visit, card: Json) -> HttpResponseBase:
    """Pay with this card from now on."""
    if request.method != "POST":
        raise not_here()
    actions.set_default(visit.customer, card)
    return endings.finish(visit, "card-default")


@portal_page("payment_method_update", in_flows=False)
def remove(request: HttpRequest, visit: Visit, card: Json) -> HttpResponseBase:
    """Remove a card after asking once more."""
    shown = next(each for each in cards.cards_of(visit) if each.id == card["id"])
    if not shown.is_removable:
        raise not_here()
    if request.method == "POST":
        actions.remove(visit.customer, card)
        return endings.finish(visit, "card-removed")
    return show(
        request,
        visit,
        "confirm",
        heading=_("Remove this payment method?"),
        card=shown,
        button=_("Remove"),
        is_danger=True,
    )
