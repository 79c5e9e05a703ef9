"""What can go wrong at Stripe for Alice, each a change of the sandbox behind its API's back."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django_billing_portal.sandbox import store

Defect = Callable[[], object]

FEATURES = (
    "customer_update",
    "payment_method_update",
    "subscription_cancel",
    "subscription_pause",
    "subscription_update",
)
SPENT = {"max_redemptions": 3, "times_redeemed": 3}


def changed(id: str, **fields: Any) -> Defect:
    return lambda: store.put(store.get(id) | fields)


def gone(id: str) -> Defect:
    return lambda: store.delete(id)


def feature(name: str, **fields: Any) -> Defect:
    """Change one feature of the default configuration."""

    def change() -> None:
        found = deepcopy(store.get("bpc_default"))
        found["features"][name] |= fields
        store.put(found)

    return change


def price_of_hers(**recurring: Any) -> Defect:
    """Change how Alice's price recurs."""

    def change() -> None:
        found = deepcopy(store.get("sub_alice"))
        found["items"]["data"][0]["price"]["recurring"] |= recurring
        store.put(found)

    return change


def one_more_item() -> None:
    found = deepcopy(store.get("sub_alice"))
    found["items"]["data"].append(deepcopy(store.get("sub_bob")["items"]["data"][0]))
    store.put(found)


def one_more_subscription() -> None:
    store.put(store.get("sub_alice") | {"id": "sub_alice_2"})


PRO = {"product": "prod_pro", "prices": ["price_pro_monthly"]}
STATUSES = ("trialing", "past_due", "unpaid", "paused", "incomplete", "incomplete_expired", "canceled")
DEFECTS: dict[str, Defect] = {
    "customer deleted": changed("cus_alice", deleted=True),
    "customer live": changed("cus_alice", livemode=True),
    "configuration unsaved": changed("bpc_default", is_default=False),
    "configuration inactive": changed("bpc_default", active=False),
    **{f"{name} off": feature(name, enabled=False) for name in FEATURES},
    "no details to change": feature("customer_update", allowed_updates=[]),
    "no updates allowed": feature("subscription_update", default_allowed_updates=[]),
    "only prices allowed": feature("subscription_update", default_allowed_updates=["price"]),
    "only her price": feature("subscription_update", products=[PRO], default_allowed_updates=["price"]),
    "only her price, any quantity": feature("subscription_update", products=[PRO]),
    "no prices": feature("subscription_update", products=[]),
    **{status: changed("sub_alice", status=status) for status in STATUSES},
    "cancel at a date": changed("sub_alice", cancel_at=2_000_000_000),
    "cancel at period end": changed("sub_alice", cancel_at_period_end=True),
    "several items": one_more_item,
    "several subscriptions": one_more_subscription,
    "subscription of another": changed("sub_alice", customer="cus_bob"),
    "scheduled": changed("sub_alice", schedule="sub_sched_1"),
    "sent invoices": changed("sub_alice", collection_method="send_invoice"),
    "metered": price_of_hers(usage_type="metered"),
    "classic": changed("sub_alice", billing_mode={"type": "classic"}),
    "coupon expired": changed("STAY20", redeem_by=1),
    "coupon spent": changed("STAY20", **SPENT),
    "code inactive": changed("promo_welcome", active=False),
    "code expired": changed("promo_welcome", expires_at=1),
    "code spent": changed("promo_welcome", **SPENT),
    "code of another": changed("promo_welcome", customer="cus_bob"),
    "code of hers": changed("promo_welcome", customer="cus_alice"),
    "price archived": changed("price_pro_yearly", active=False),
    "price without key": changed("price_pro_yearly", lookup_key=None),
    "her price archived": changed("price_pro_monthly", active=False),
    # At the end: what is gone cannot change any more.
    "customer gone": gone("cus_alice"),
    "configuration gone": gone("bpc_default"),
    "subscription gone": gone("sub_alice"),
    "coupon gone": gone("STAY20"),
    "code gone": gone("promo_welcome"),
    "price gone": gone("price_pro_yearly"),
}
