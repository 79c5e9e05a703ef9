"""Every obstacle that can stand between a customer and a flow: a stable code, a sentence, and who can remove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from ...exceptions import Fault, FlowUnsupported, NotConfigured, StaleCustomer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Say why Stripe would refuse a flow for a customer."""

    code: str
    """Stable, for programs."""
    message: str
    """A sentence for the customer, in the active language, without ids."""
    fix: str
    """What staff or the operator can do, in English; never shown to customers."""
    fault: Fault
    """Who has to act: ``CUSTOMER`` (their own state), ``OPERATOR`` (settings here or at Stripe) or ``DATA``."""


class Kind(NamedTuple):
    """Hold what all obstacles of one code share."""

    fault: Fault
    sentence: "StrOrPromise"


KINDS: Mapping[str, Kind] = {
    FlowUnsupported.code: Kind(Fault.OPERATOR, FlowUnsupported.sentence),
    StaleCustomer.code: Kind(Fault.DATA, StaleCustomer.sentence),
    NotConfigured.code: Kind(Fault.OPERATOR, NotConfigured.sentence),
    "feature_off": Kind(Fault.OPERATOR, _("This is not offered here at the moment.")),
    "no_subscription": Kind(Fault.CUSTOMER, _("You have no active subscription.")),
    "several_subscriptions": Kind(
        Fault.CUSTOMER, _("You have several subscriptions. Open the billing portal to choose one.")
    ),
    "unknown_subscription": Kind(Fault.DATA, _("We could not find that subscription.")),
    "subscription_ended": Kind(Fault.CUSTOMER, _("This subscription has ended.")),
    "not_in_this_state": Kind(Fault.CUSTOMER, _("The current state of your subscription does not allow this.")),
    "already_cancelling": Kind(Fault.CUSTOMER, _("Your subscription is set to be cancelled already.")),
    "several_items": Kind(
        Fault.CUSTOMER, _("Your subscription covers several products, so it cannot be changed here.")
    ),
    "metered": Kind(Fault.CUSTOMER, _("You pay by usage, so your subscription cannot be changed here.")),
    "paid_by_invoice": Kind(Fault.CUSTOMER, _("You pay by invoice, so your subscription cannot be changed here.")),
    "scheduled": Kind(Fault.CUSTOMER, _("A change of your subscription is scheduled already.")),
    "nothing_to_switch_to": Kind(Fault.OPERATOR, _("There is no other plan to change to.")),
    "unknown_price": Kind(Fault.OPERATOR, _("This plan is not available any more.")),
    "price_not_offered": Kind(Fault.OPERATOR, _("This plan is not offered here.")),
    "unknown_item": Kind(Fault.DATA, _("Your subscription has changed, so this change does not fit it any more.")),
    "no_change": Kind(Fault.CUSTOMER, _("Your subscription is like this already.")),
    "unknown_coupon": Kind(Fault.OPERATOR, _("This discount is not available any more.")),
    "coupon_spent": Kind(Fault.OPERATOR, _("This discount has expired.")),
    "unknown_promotion_code": Kind(Fault.OPERATOR, _("This promotion is not available to you.")),
    "promotion_code_spent": Kind(Fault.OPERATOR, _("This promotion has expired.")),
    "already_paused": Kind(Fault.CUSTOMER, _("Your subscription is paused already.")),
    "pause_not_possible": Kind(Fault.CUSTOMER, _("Your subscription cannot be paused.")),
}


def obstacle(code: str, fix: str) -> Obstacle:
    """Return the obstacle of a code, worded for now."""
    kind = KINDS[code]
    return Obstacle(code=code, message=str(kind.sentence), fix=fix, fault=kind.fault)
