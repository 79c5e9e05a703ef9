"""Change plan and quantity."""

from django_billing_portal.sandbox import clock, objects
from django_billing_portal.sandbox.portal import catalog
from django_billing_portal.sandbox.portal.quotes import Change, Quote
from django_billing_portal.sandbox.resources import invoices, subscription_items
from django_billing_portal.sandbox.store import Json

from . import discounts


def change_plan(subscription: Json, change: Change, quote: Quote) -> Json:
    """Switch the subscription's only item, then discount and charge as quoted."""
    subscription = objects.change(subscription, **_switched(subscription, change, quote))
    for each in change.redemptions:
        subscription = discounts.apply(subscription, each.coupon, promotion_code=each.promotion_code)
    if not quote.due_now:
        return subscription
    invoice = invoices.bill(subscription, total=quote.due_now, reason="subscription_update")
    return objects.change(subscription, latest_invoice=invoice["id"])


def _switched(subscription: Json, change: Change, quote: Quote) -> Json:
    wanted = {"price": change.price["id"], "quantity": change.quantity}
    item = subscription_items.changed(catalog.only_item(subscription), wanted, param="items")
    fields: Json = {}
    if quote.restarts:
        item |= {"current_period_start": clock.now(), "current_period_end": quote.period_end}
        fields["billing_cycle_anchor"] = clock.now()
    if quote.ends_trial:
        fields |= {"status": "active", "trial_end": clock.now()}
    return fields | {"items": subscription["items"] | {"data": [item]}}
