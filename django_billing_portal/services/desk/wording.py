"""What staff can do about an obstacle or a failure: the usual words are for customers, or for programmers."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ...exceptions import BillingPortalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

WORDS: "Mapping[str, StrOrPromise]" = {
    "no_customer": _("They have no customer at Stripe yet."),
    "not_allowed": _("Whoever is billed is not there any more."),
    "subject_gone": _("Whoever is billed is not there any more."),
    "other_customer": _("The project's resolver names another customer than the one who was selected."),
    "stale_customer": _("Stripe does not know this customer in this mode, or they were deleted there."),
    "flow_unsupported": _("This site's stripe library does not know this task yet: it has to be brought up to date."),
    "not_configured": _("The portal is not set up completely: whoever runs this site has to do that."),
    "feature_off": _("Switch this on in Stripe's Dashboard, under Settings, Billing, Customer portal."),
    "no_subscription": _("They have no live subscription."),
    "several_subscriptions": _("They have several subscriptions: make a link for them alone, and choose one."),
    "unknown_subscription": _("This subscription is not theirs: choose another one."),
    "subscription_ended": _("This subscription has ended: offer them a new one."),
    "not_in_this_state": _("The state of their subscription does not allow this now."),
    "already_cancelling": _(
        "Their subscription is set to be cancelled already; they can take that back in the portal."
    ),
    "several_items": _("Their subscription covers several products: change it in Stripe's Dashboard."),
    "metered": _("They pay by usage: change their subscription in Stripe's Dashboard."),
    "paid_by_invoice": _("They pay by invoice: change their subscription in Stripe's Dashboard."),
    "scheduled": _("A change is scheduled already: take it back in Stripe's Dashboard first."),
    "nothing_to_switch_to": _("The portal offers no other plan: add one to its settings in Stripe's Dashboard."),
    "unknown_price": _("This price is not sold any more: choose another one."),
    "price_not_offered": _(
        "The portal does not offer this price: choose another one, or add it in Stripe's Dashboard."
    ),
    "unknown_item": _("Their subscription has changed, so this task does not fit it any more."),
    "no_change": _("They have this price and quantity already: choose others."),
    "unknown_coupon": _("There is no such coupon: choose another one."),
    "coupon_spent": _("This coupon has expired or is used up: choose another one."),
    "unknown_promotion_code": _("They can use no such promotion code: choose another one."),
    "promotion_code_spent": _("This promotion code has expired or is used up: choose another one."),
    "already_paused": _("Their subscription is paused already; they can resume it in the portal."),
    "pause_not_possible": _("Stripe cannot pause this subscription: it has the classic billing mode."),
}


def in_words(code: str, otherwise: str) -> str:
    """Return what staff are told of a code, in the active language."""
    return str(WORDS.get(code, otherwise))


def told_staff(error: BillingPortalError) -> str:
    """Return what staff are told of a failure, in the active language."""
    return in_words(error.code, error.message)
