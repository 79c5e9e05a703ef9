"""Put a coupon on a subscription."""

from django_billing_portal.sandbox import clock, events, objects, store, validity
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.store import Json


def apply(subscription: Json, coupon: Json, *, promotion_code: str | None = None) -> Json:
    """Discount a subscription; the events are those of an accepted offer at Stripe."""
    discount = objects.create(
        "discount",
        "di",
        checkout_session=None,
        customer=subscription["customer"],
        customer_account=None,
        end=_end_of(coupon),
        invoice=None,
        invoice_item=None,
        promotion_code=promotion_code,
        source={"type": "coupon", "coupon": coupon["id"]},
        start=clock.now(),
        subscription=subscription["id"],
        subscription_item=None,
    )
    events.record("customer.discount.created", discount)
    validity.redeem(coupon, *filter(None, [store.get(promotion_code or "")]))
    return objects.change(subscription, discounts=[*(subscription.get("discounts") or ()), discount["id"]])


def _end_of(coupon: Json) -> int | None:
    months = coupon.get("duration_in_months")
    return later(clock.now(), "month", months) if months else None
