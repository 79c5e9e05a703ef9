"""Customers and what they pay for, put into Stripe."""

from typing import TYPE_CHECKING

from django_billing_portal.conf import portal_settings
from django_billing_portal.models import PortalCustomer
from django_billing_portal.refs import SubjectRef
from example_project.nordlicht.models import BillingCopy
from example_project.nordlicht.offers import BY_LOOKUP_KEY

from .catalogue import exists, price_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model
    from stripe import StripeClient


def subscribe(stripe: "StripeClient", subject: "Model", *, name: str, email: str, offers: "Iterable[str]") -> None:
    """Make a person or a team pay for these offers; what they pay for already stays as it is."""
    customer = _customer(stripe, subject, name=name, email=email)
    running = _running(stripe, customer)
    for key in [key for key in offers if key not in running]:
        price = price_id(stripe, BY_LOOKUP_KEY[key])
        stripe.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    BillingCopy.objects.of(SubjectRef.of(subject)).expire()


def _customer(stripe: "StripeClient", subject: "Model", *, name: str, email: str) -> str:
    ref = SubjectRef.of(subject)
    row, _ = PortalCustomer.objects.get_or_create(
        subject_type=ref.type, subject_id=ref.id, account="", livemode=portal_settings.livemode
    )
    if not row.customer or not exists(stripe.v1.customers.retrieve, row.customer):
        row.customer = _create_customer(stripe, name=name, email=email)
        row.save()
    return row.customer


def _create_customer(stripe: "StripeClient", *, name: str, email: str) -> str:
    customer = stripe.v1.customers.create({"name": name, "email": email}).id
    card = stripe.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    stripe.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": card}})
    return customer


def _running(stripe: "StripeClient", customer: str) -> set[str | None]:
    found = stripe.v1.subscriptions.list({"customer": customer}).data
    return {subscription["items"].data[0].price.lookup_key for subscription in found}
