"""The copy of Stripe's answers: pages read it; coming back from the portal, or an hour of age, renews it."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from django_billing_portal.conf import portal_settings
from django_billing_portal.models import PortalCustomer
from django_billing_portal.refs import SubjectRef

from .models import BillingCopy
from .plans import Plan
from .stripe_client import client

if TYPE_CHECKING:
    from django.db.models import Model
    from stripe import PaymentMethod

    from django_billing_portal.refs import CustomerRef

MAX_AGE = timedelta(hours=1)
logger = logging.getLogger("nordlicht")


def copy_of(subject: "Model") -> BillingCopy:
    """Return what Stripe last said about this person or team; ask again if that is old news."""
    if (customer := _customer(subject)) is None:
        return BillingCopy()
    ref = SubjectRef.of(subject)
    copy, _ = BillingCopy.objects.get_or_create(subject_type=ref.type, subject_id=ref.id)
    if not _is_fresh(copy):
        _renew(copy, customer)
    return copy


def _customer(subject: "Model") -> "CustomerRef | None":
    row = PortalCustomer.objects.of(subject, livemode=portal_settings.livemode).first()
    return row.ref if row else None


def _is_fresh(copy: BillingCopy) -> bool:
    return copy.read_at is not None and timezone.now() - copy.read_at < MAX_AGE


def _renew(copy: BillingCopy, customer: "CustomerRef") -> None:
    try:
        plans, card = _plans(customer), _card(customer)
    # Whatever the SDK lets out: an account page with old figures beats one that does not open.
    except Exception:  # noqa: BLE001
        logger.warning("Stripe did not answer; the account page shows what it said before.")
        return
    copy.answers, copy.card, copy.read_at = [plan.to_json() for plan in plans], card, timezone.now()
    copy.save()


def _plans(customer: "CustomerRef") -> list[Plan]:
    found = client().v1.subscriptions.list({"customer": customer.id})
    plans = [Plan.of(subscription) for subscription in found.data]
    return sorted(plans, key=lambda plan: plan.amount, reverse=True)


def _card(customer: "CustomerRef") -> str:
    found = client().v1.customers.retrieve(customer.id, {"expand": ["invoice_settings.default_payment_method"]})
    method: PaymentMethod | None = found.invoice_settings.default_payment_method  # type: ignore[assignment,union-attr]
    return f"{method.card.brand.title()} •••• {method.card.last4}" if method and method.card else ""
