"""Whom to write to about somebody's billing: the project knows best, and Stripe's customer where it does not."""

from functools import partial
from typing import TYPE_CHECKING

from .. import gateway
from ..conf import portal_settings
from ..refs import Contact
from ..resolvers.contacts import contact_on
from ..wire.deadline import Deadline
from .connections import give_all_back
from .stories import Ask, Records, Story
from .verbs import aperform, perform

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef
    from ..wire.answers import Customer


def contact_of(subject: "Model", *, customer: "Customer | None" = None) -> Contact:
    """Return the project's contact, with what it does not know taken from Stripe's customer, if that was read.

    What nobody knows is empty. Asks the resolver, never Stripe.
    """
    ask = getattr(portal_settings.RESOLVER, "contact", None)
    known = (ask(subject=subject) if ask else contact_on(subject)) or Contact()
    return known.or_else(_at_stripe(customer)) if customer else known


def contact_for(subject: "Model", customer: "CustomerRef") -> Contact:
    """Return the project's contact; where it has no e-mail address, ask Stripe for its customer's.

    Raises a BillingPortalError, already logged, where Stripe cannot be asked.
    """
    return perform(partial(finding_contact, subject, customer))


async def acontact_for(subject: "Model", customer: "CustomerRef") -> Contact:
    """See contact_for()."""
    return await aperform(partial(finding_contact, subject, customer))


def finding_contact(subject: "Model", customer: "CustomerRef") -> Story[Contact]:
    """Ask the project, then Stripe."""
    known: Contact = yield Records(partial(contact_of, subject))
    if known.email:
        return known
    yield Records(give_all_back)
    deadline = Deadline.after(portal_settings.DEADLINE_SECONDS)
    words = {"customer": customer, "with_subscriptions": False, "deadline": deadline}
    found: Customer | None = yield Ask(gateway, "look_up_customer", **words)
    return known.or_else(_at_stripe(found)) if found else known


def _at_stripe(customer: "Customer") -> Contact:
    return Contact(email=customer.email, name=customer.name, language=next(iter(customer.preferred_locales), ""))
