"""One row of the failure matrix: what happens, and what our answer to it has to be."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django_billing_portal import exceptions as our
from django_billing_portal.exceptions import BillingPortalError, Fault
from django_billing_portal.flows import (
    Coupon,
    Item,
    PaymentMethodUpdate,
    SubscriptionCancel,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.flows.base import Since
from tests.failures import troubles
from tests.stand_in import Answer, refusal

KEY = "sk_test_ofthismatrix0123456789"
PORTAL_SECRET = "test_portalsecret"
URL = f"https://billing.stripe.com/p/session/{PORTAL_SECRET}"
AMPLE, SHORT = 2.0, 0.4
"""Seconds that a click may take: enough for an answer but not for a retry, and no longer than one wants to wait."""
STRIPES_OWN = Answer()
OPERATOR, CUSTOMER, DATA, TRANSIENT, CODE = Fault.OPERATOR, Fault.CUSTOMER, Fault.DATA, Fault.TRANSIENT, Fault.CODE


class Tomorrow(PaymentMethodUpdate):
    """Needs an SDK that nobody has."""

    since = Since((99, 0, 0), "2099-01-01.zenith")


CONFIRM = SubscriptionUpdateConfirm(
    subscription="sub_1", items=[Item(id="si_1", price="price_1")], discounts=[Coupon("FREE100")]
)
FLOWS = {
    "card": PaymentMethodUpdate(),
    "leave": SubscriptionCancel(retention_coupon="STAY20"),
    "grow": CONFIRM,
    "tomorrow": Tomorrow(),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One fault: who clicks on what, what happens, and what has to come of it."""

    name: str
    error: type[BillingPortalError]
    fault: Fault
    answers: tuple[Answer, ...] = (STRIPES_OWN,)
    """What Stripe says, in turn; the last one is repeated."""
    has_request_id: bool = False
    flow: str = "card"
    who: str = "alice"
    subject: str = ""
    return_to: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    trouble: Callable[..., AbstractContextManager[None]] = troubles.none
    seconds: float = AMPLE

    @property
    def retry_after(self) -> bool:
        """Tell whether the answer has to say when another try is worth it."""
        return self.fault is Fault.TRANSIENT or self.error is our.TooManyRequests


def refused(name: str, error: type[BillingPortalError], fault: Fault, status: int, text: str, **more: Any) -> Case:
    """Build the case of a refusal in Stripe's own words."""
    said = {key: more.pop(key) for key in ("code", "param", "type") if key in more}
    return Case(
        name=name, error=error, fault=fault, answers=(refusal(status, text, **said),), has_request_id=True, **more
    )


def minted_at(name: str, url: str) -> Case:
    """Build the case of a portal that we must not send anybody to."""
    answer = Answer(body={"id": "bps_1", "url": url, "livemode": False})
    return Case(name=name, error=our.UnsafeURL, fault=OPERATOR, answers=(answer,))


def away(name: str, answer: Answer = STRIPES_OWN, **more: Any) -> Case:
    """Build the case of an outage."""
    return Case(name=name, error=our.StripeUnavailable, fault=TRANSIENT, answers=(answer,), **more)


def here(name: str, error: type[BillingPortalError], fault: Fault, **more: Any) -> Case:
    """Build the case of something that we or the project got wrong."""
    return Case(name=name, error=error, fault=fault, **more)
