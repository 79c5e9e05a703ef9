"""Whatever a world looks like: preflight finds nothing exactly where Stripe mints."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_billing_portal.flows import (
    Coupon,
    CustomerUpdate,
    Item,
    PaymentMethodUpdate,
    PromotionCode,
    SubscriptionCancel,
    SubscriptionPause,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.sandbox import store
from tests.services.foresight import change, copy, look_and_mint

STATUSES = ["active", "active", "active", "trialing", "past_due", "unpaid", "paused", "incomplete", "canceled"]
SUBSCRIPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(STATUSES),
        "cancel_at": st.just(4_000_000_000),
        "cancel_at_period_end": st.just(True),
        "collection_method": st.just("send_invoice"),
        "schedule": st.just("sub_sched_1"),
        "billing_mode": st.just({"type": "classic"}),
    },
)
FEATURES = st.fixed_dictionaries(
    {},
    optional={
        "customer_update": st.fixed_dictionaries({"enabled": st.booleans()}),
        "payment_method_update": st.fixed_dictionaries({"enabled": st.booleans()}),
        "subscription_cancel": st.fixed_dictionaries({"enabled": st.booleans()}),
        "subscription_pause": st.fixed_dictionaries({"enabled": st.booleans()}),
        "subscription_update": st.fixed_dictionaries(
            {
                "enabled": st.booleans(),
                "default_allowed_updates": st.sampled_from([["price"], ["quantity"], ["price", "quantity"]]),
                "products": st.sampled_from(
                    [
                        [],
                        [{"product": "prod_pro", "prices": ["price_pro_monthly"]}],
                        [{"product": "prod_pro", "prices": ["price_pro_monthly", "price_pro_yearly", "price_old"]}],
                    ]
                ),
            }
        ),
    },
)
ITEMS = st.one_of(
    st.builds(Item, price=st.sampled_from(["price_pro_yearly", "price_pro_monthly", "price_old", "price_gone"])),
    st.builds(Item, lookup_key=st.sampled_from(["pro_yearly", "pro_monthly", "business_monthly", "gone"])),
    st.builds(Item, quantity=st.sampled_from([1, 2])),
    st.builds(Item, id=st.sampled_from(["si_alice", "si_bob"]), price=st.just("price_pro_yearly")),
)
COUPONS = ["STAY20", "OVER", "GONE"]
DISCOUNTS = st.lists(
    st.sampled_from(
        [*map(Coupon, COUPONS), *map(PromotionCode, ["promo_welcome", "promo_off", "promo_bob", "promo_gone"])]
    ),
    max_size=2,
    unique=True,
)
MEANT = st.sampled_from([*[None] * 6, "sub_alice", "sub_second", "sub_bob", "sub_gone"])
FLOWS = st.one_of(
    st.sampled_from([None, CustomerUpdate(), PaymentMethodUpdate()]),
    st.builds(SubscriptionCancel, subscription=MEANT, retention_coupon=st.sampled_from([None, *COUPONS])),
    st.builds(SubscriptionPause, subscription=MEANT),
    st.builds(SubscriptionUpdate, subscription=MEANT),
    st.builds(SubscriptionUpdateConfirm, subscription=MEANT, items=st.tuples(ITEMS), discounts=DISCOUNTS),
)


@pytest.fixture
def shaped(stripe_world):
    """Shape Alice's world as drawn, whatever the example before left behind."""
    before = {id: deepcopy(store.get(id)) for id in ("sub_alice", "bpc_default")}
    copy("price_pro_yearly", "price_old", active=False, lookup_key="old")
    copy("STAY20", "OVER", valid=False)
    copy("promo_welcome", "promo_off", active=False, code="OFF")
    copy("promo_welcome", "promo_bob", customer="cus_bob", code="BOB")

    def shape(subscription, features, *, items, second, active):
        for obj in deepcopy(before).values():
            store.put(obj)
        mine = before["sub_alice"]["items"]
        data = [mine["data"][0], mine["data"][0] | {"id": "si_other"}][:items]
        change("sub_alice", **subscription, items=mine | {"data": data})
        shown = {name: feature | features.get(name, {}) for name, feature in before["bpc_default"]["features"].items()}
        change("bpc_default", features=shown, active=active)
        store.delete("sub_second")
        for each in second:
            copy("sub_alice", "sub_second", status=each)

    return shape


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flow=FLOWS,
    subscription=SUBSCRIPTIONS,
    features=FEATURES,
    items=st.sampled_from([1, 1, 1, 2]),
    second=st.sampled_from([[], [], ["active"], ["canceled"]]),
    active=st.sampled_from([*[True] * 9, False]),
)
def test_preflight__finds_nothing_exactly_where_stripe_mints(shaped, flow, subscription, features, **world):
    shaped(subscription, features, **world)
    verdict = look_and_mint(flow)
    assert bool(verdict.foreseen) is bool(verdict.refused), verdict
