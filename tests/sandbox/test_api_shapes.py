"""Objects have every field that the installed SDK promises, so that no attribute is missing offline."""

from typing import get_origin

import pytest
import stripe
from stripe import billing_portal

from django_billing_portal.sandbox import objects, store

# Present only if expanded or asked for, or in states that the sandbox does not know.
ELSEWHERE = {
    "billing_portal.session": set(),
    "customer": {"cash_balance", "deleted", "invoice_credit_balance", "sources", "subscriptions", "tax", "tax_ids"},
    "coupon": {"applies_to", "currency_options", "deleted"},
    "discount": {"deleted"},
    "invoice": {"amount_paid_off_stripe", "confirmation_secret", "deleted", "payments"},
    "payment_method": set(stripe.PaymentMethod.__annotations__)
    - {"allow_redisplay", "billing_details", "card", "created", "customer", "id", "livemode", "metadata", "type"},
    "price": {"currency_options", "deleted", "tiers"},
    "product": {"deleted", "tax_details"},
    "subscription": {"managed_payments", "presentment_details"},
    "subscription_item": {"deleted"},
}


def promised(kind: type) -> set[str]:
    names = {name for name, hint in kind.__annotations__.items() if get_origin(hint) is not None or name}
    return {name for name in names if name.islower() and not name.startswith("_")} - {"object"}


def missing(obj: stripe.StripeObject, kind: type) -> set[str]:
    return promised(kind) - set(obj.to_dict()) - ELSEWHERE.get(obj["object"], set())


@pytest.mark.parametrize(
    ("service", "id", "kind"),
    [
        ("customers", "cus_alice", stripe.Customer),
        ("products", "prod_pro", stripe.Product),
        ("prices", "price_pro_monthly", stripe.Price),
        ("coupons", "STAY20", stripe.Coupon),
        ("promotion_codes", "promo_welcome", stripe.PromotionCode),
        ("payment_methods", "pm_alice", stripe.PaymentMethod),
        ("subscriptions", "sub_alice", stripe.Subscription),
        ("subscription_items", "si_alice", stripe.SubscriptionItem),
    ],
)
def test_object__has_what_the_sdk_promises(api, service, id, kind):
    assert missing(getattr(api, service).retrieve(id), kind) == set()


def test_configuration__has_what_the_sdk_promises(api):
    found = api.billing_portal.configurations.retrieve("bpc_default")
    assert missing(found, billing_portal.Configuration) == set()


def test_session__has_what_the_sdk_promises(api):
    found = api.billing_portal.sessions.create({"customer": "cus_alice"})
    assert missing(found, billing_portal.Session) == set()


def test_invoice__has_what_the_sdk_promises(api):
    (found, *_) = api.invoices.list({"customer": "cus_alice"}).data
    assert missing(found, stripe.Invoice) == set()


def test_event__has_what_the_sdk_promises(api):
    (found, *_) = api.events.list().data
    assert missing(found, stripe.Event) == set()


def test_discount__has_what_the_sdk_promises(api):
    params = {"discounts": [{"coupon": "STAY20"}], "expand": ["discounts"]}
    (found,) = api.subscriptions.update("sub_alice", params).discounts
    assert missing(found, stripe.Discount) == set()


def test_create__is_announced(world):
    product = objects.create("product", "prod", announce="product.created", name="X")
    assert store.list("event", type="product.created")[0]["data"]["object"] == product


def test_create__unannounced(world):
    before = len(store.list("event"))
    objects.create("product", "prod", name="X")
    assert len(store.list("event")) == before


def test_change__of_nothing_is_no_event(world):
    before = len(store.list("event"))
    objects.change(store.require("customer", "cus_alice", "id"), name="Alice Lind")
    assert len(store.list("event")) == before


def test_change__tells_the_values_before(world):
    objects.change(store.require("customer", "cus_alice", "id"), name="Alice Lindqvist")
    (event, *_) = store.list("event", type="customer.updated")
    assert event["data"]["previous_attributes"] == {"name": "Alice Lind"}
