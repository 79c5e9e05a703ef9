"""Look at Stripe for staff: all that there is to choose from, as far as it answers in time."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ... import gateway, journal
from ...conf import portal_settings
from ...exceptions import BillingPortalError
from ...flows import SubscriptionUpdate
from ...refs import Contact
from ...wire.deadline import Deadline
from ...wire.offers import Configuration, Coupon, Price, PromotionCode
from ..contacts import contact_of
from ..customers import resolving_customer
from ..orders import chosen_configuration
from ..remembering import Remembering
from ..snapshots import taking_snapshot
from ..stories import Ask, Records
from ..verbs import perform
from .offers import Offers, coupons_in_words, discounts_in_words, prices_in_words, subscriptions_in_words

if TYPE_CHECKING:
    from django.db.models import Model

    from ...refs import CustomerRef
    from ...wire.offers import Offered
    from ..snapshots import Snapshot
    from ..stories import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Hold what staff see of one customer."""

    customer: "CustomerRef"
    contact: Contact
    """Whom an e-mail would go to."""
    offers: Offers
    snapshot: "Snapshot | None"
    """What Stripe says of the customer; None where it did not answer."""
    trouble: BillingPortalError | None = None
    """Why it did not."""


def look_for_staff(subject: "Model") -> Desk:
    """Return what staff may choose from for this subject, whoever manages its billing; mints and changes nothing.

    Where Stripe cannot be asked, the desk says so and is empty. Raises NoCustomer, StaleCustomer or NotConfigured,
    already logged.
    """
    return perform(partial(_looking, subject))


def look_around() -> Offers:
    """Return what staff may choose from for many customers at once."""
    return perform(_looking_around)


def seconds() -> float:
    """Return how long a page of staff's may wait for Stripe."""
    return portal_settings.PREFLIGHT_SECONDS or portal_settings.DEADLINE_SECONDS


def _looking(subject: "Model") -> "Story[Desk]":
    customer: CustomerRef = yield from resolving_customer(subject)
    deadline = Deadline.after(seconds())
    configuration = chosen_configuration(None)
    try:
        # The flow stands for all that are about a subscription.
        snapshot: Snapshot = yield from taking_snapshot(
            customer, [SubscriptionUpdate()], configuration=configuration, deadline=deadline
        )
    except BillingPortalError as trouble:
        journal.record(trouble)
        contact = yield Records(partial(contact_of, subject))
        return Desk(customer=customer, contact=contact, offers=Offers(), snapshot=None, trouble=trouble)
    contact = yield Records(partial(contact_of, subject, customer=snapshot.customer))
    offers = yield from _offers(snapshot.configuration, customer.account, deadline, snapshot=snapshot)
    return Desk(customer=customer, contact=contact, offers=offers, snapshot=snapshot)


def _looking_around() -> "Story[Offers]":
    deadline, account = Deadline.after(seconds()), portal_settings.ACCOUNT
    words = {"account": account, "deadline": deadline}
    id = chosen_configuration(None)
    verb, named = ("look_up", {"kind": Configuration, "id": id}) if id else ("look_up_default_configuration", {})
    configuration: Configuration | None = yield from _unless_trouble(Ask(gateway, verb, **named, **words))
    return (yield from _offers(configuration, account, deadline)) if configuration else Offers()


def _offers(
    configuration: Configuration | None, account: str, deadline: Deadline, *, snapshot: "Snapshot | None" = None
) -> "Story[Offers]":
    def listing(kind: type) -> Ask:
        return Ask(gateway, "list_offered", kind=kind, account=account, deadline=deadline)

    prices: Offered[Price] | None = yield from _unless_trouble(listing(Price))
    coupons: Offered[Coupon] | None = yield from _unless_trouble(listing(Coupon))
    codes: Offered[PromotionCode] | None = yield from _unless_trouble(listing(PromotionCode))
    by_id = {price.id: price for price in prices.things} if prices else {}
    named = coupons_in_words(coupons)
    return Offers(
        subscriptions=subscriptions_in_words(snapshot.subscriptions, by_id) if snapshot else None,
        prices=prices_in_words(configuration, by_id) if prices else None,
        coupons=named,
        discounts=discounts_in_words(named, codes, snapshot.ref if snapshot else None),
    )


def _unless_trouble(ask: Ask) -> "Story[Any]":
    """Return None where a key may not read this, say: staff can still type it."""
    try:
        return (yield Remembering(ask))
    except BillingPortalError as trouble:
        journal.record(trouble)
        return None
