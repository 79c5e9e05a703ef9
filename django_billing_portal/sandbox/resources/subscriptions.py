"""Subscriptions. https://docs.stripe.com/api/subscriptions"""

from django_billing_portal.sandbox import clock, merging, objects, store
from django_billing_portal.sandbox.errors import WireError, no_such
from django_billing_portal.sandbox.portal.actions import cancellations, discounts
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import path

from . import invoices, redemptions, subscription_items

TEMPLATE: Json = {
    "application": None,
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor_config": None,
    "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}},
    "billing_schedules": [],
    "billing_thresholds": None,
    "cancel_at": None,
    "cancel_at_period_end": False,
    "canceled_at": None,
    "cancellation_details": {"comment": None, "feedback": None, "reason": None},
    "collection_method": "charge_automatically",
    "currency": None,
    "customer": None,
    "customer_account": None,
    "days_until_due": None,
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "ended_at": None,
    "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
    "latest_invoice": None,
    "metadata": {},
    "next_pending_invoice_item_invoice": None,
    "on_behalf_of": None,
    "pause_collection": None,
    "payment_settings": {
        "payment_method_options": None,
        "payment_method_types": None,
        "save_default_payment_method": "off",
    },
    "pending_invoice_item_interval": None,
    "pending_setup_intent": None,
    "pending_update": None,
    "schedule": None,
    "status": "active",
    "status_details": None,
    "test_clock": None,
    "transfer_data": None,
    "trial_end": None,
    "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    "trial_start": None,
}
DAY = 24 * 60 * 60
NOT_FIELDS = {"billing_cycle_anchor", "cancel_at_period_end", "discounts", "items", "trial_end"}
ENDED = {"canceled", "incomplete_expired"}


def create(params: Json, *, id: str | None = None) -> Json:
    """Create a subscription that is active at once, or trialing; ``id`` is for seeds."""
    customer = store.require("customer", params.get("customer", ""), "customer")
    id = id or store.new_id("sub")
    items = _first_items(id, params)
    fields = merging.filled(TEMPLATE, _plain(params, items)) | {
        "currency": items[0]["price"]["currency"],
        "customer": customer["id"],
        "billing_cycle_anchor": clock.now(),
        "start_date": clock.now(),
        "discounts": [],
        "items": objects.listing(f"/v1/subscription_items?subscription={id}", items) | {"total_count": len(items)},
    }
    made = objects.create(
        "subscription", "sub", id=id, announce="customer.subscription.created", **fields | _trial(params)
    )
    if made["status"] == "active":
        made = store.put(made | {"latest_invoice": invoices.bill(made, reason="subscription_create")["id"]})
    return _discounted(made, params)


def update(params: Json, id: str) -> Json:
    """Change a subscription's items, discounts, dates or metadata."""
    subscription = store.require("subscription", id, "id", status=404)
    if subscription["status"] in ENDED and params.keys() - {"cancellation_details", "metadata"}:
        raise WireError("A canceled subscription can only update its cancellation_details and metadata.")
    items = subscription_items.merged(subscription, params.get("items", []))
    fields = merging.changes(subscription, _plain(params, items)) | _trial(params)
    fields["items"] = subscription["items"] | {"data": items, "total_count": len(items)}
    subscription = objects.change(subscription, **fields)
    if "cancel_at_period_end" in params:
        subscription = _scheduled(subscription, cancel=params["cancel_at_period_end"])
    return _discounted(subscription, params)


def cancel(params: Json, id: str) -> Json:
    """Cancel a subscription now; one that is cancelled already does not exist for this endpoint."""
    subscription = store.require("subscription", id, "id", status=404)
    if subscription["status"] in ENDED:
        raise no_such("subscription", id, "id", status=404)
    ended = cancellations.cancel(subscription, mode="immediately")
    details = params.get("cancellation_details") or {}
    return cancellations.give_feedback(ended, feedback=details.get("feedback", ""), comment=details.get("comment", ""))


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the status and price that are asked for; without a status, all but the cancelled."""
    status, price = params.get("status"), params.get("price")
    statuses = {None: None, "all": None, "ended": ENDED}.get(status, {status})
    kept = [each for each in found if (each["status"] in statuses if statuses else True)]
    kept = [each for each in kept if status or each["status"] != "canceled"]
    return [each for each in kept if not price or any(item["price"]["id"] == price for item in each["items"]["data"])]


def _first_items(id: str, params: Json) -> list[Json]:
    wanted = enumerate(params.get("items", []))
    items = [subscription_items.build(id, item, param=path("items", position)) for position, item in wanted]
    if not items:
        raise WireError("Missing required param: items.", code="parameter_missing", param="items")
    return items


def _plain(params: Json, items: list[Json]) -> Json:
    """Return the parameters that are fields; words that mean dates become dates."""
    fields = {key: value for key, value in params.items() if key not in NOT_FIELDS}
    if fields.get("cancel_at") in {"max_period_end", "min_period_end"}:
        fields["cancel_at"] = items[0]["current_period_end"]
    return fields


def _trial(params: Json) -> Json:
    if params.get("trial_end") == "now":
        return {"trial_end": clock.now(), "status": "active"}
    days = params.get("trial_period_days")
    end = clock.now() + days * DAY if days else params.get("trial_end")
    return {"trial_end": end, "trial_start": clock.now(), "status": "trialing"} if end else {}


def _scheduled(subscription: Json, *, cancel: bool) -> Json:
    if not cancel:
        return cancellations.renew(subscription)
    return cancellations.cancel(subscription, mode="at_period_end")


def _discounted(subscription: Json, params: Json) -> Json:
    for position, each in enumerate(params.get("discounts") or []):
        coupon, code = redemptions.require(each, subscription["customer"], path("discounts", position))
        subscription = discounts.apply(subscription, coupon, promotion_code=code)
    return subscription


def listed(params: Json) -> Json:
    """Answer with a page of subscriptions; those of a customer who is none are refused."""
    if customer := params.get("customer"):
        store.require("customer", customer, "customer")
    return PAGES(params)


PAGES = index("subscription", "subscriptions", select=chosen, beside=["status", "price"])
ROUTES = (
    Route("POST", "subscriptions", "SubscriptionCreateParams", create),
    Route("GET", "subscriptions", "SubscriptionListParams", listed),
    Route("GET", "subscriptions/{id}", "SubscriptionRetrieveParams", retrieval("subscription")),
    Route("POST", "subscriptions/{id}", "SubscriptionUpdateParams", update),
    Route("DELETE", "subscriptions/{id}", "SubscriptionCancelParams", cancel),
)
