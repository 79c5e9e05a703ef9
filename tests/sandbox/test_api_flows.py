"""Flows: what Stripe refuses, in its words, and what it echoes."""

from collections.abc import Callable

import pytest

from django_billing_portal.sandbox import clock, schema, store

KNOWN = schema.fields(schema.typed_params("billing_portal.SessionCreateParamsFlowData"))
needs_details = pytest.mark.skipif(
    "customer_update" not in schema.choices(KNOWN["type"]), reason="this stripe knows no flow for billing details"
)
needs_pause = pytest.mark.skipif("subscription_pause" not in KNOWN, reason="this stripe knows no pause")


@pytest.fixture
def flow(api) -> Callable[..., object]:
    """Mint a session with a flow for a customer."""

    def mint(type: str, customer: str = "cus_alice", *, after: object = None, **inside: object):
        data = {"type": type} | ({type: inside} if inside else {}) | ({"after_completion": after} if after else {})
        return api.billing_portal.sessions.create({"customer": customer, "flow_data": data}).flow.to_dict()

    return mint


@pytest.fixture
def features(api) -> Callable[..., None]:
    """Change a feature of the default configuration behind the API's back."""

    def change(name: str, **fields: object) -> None:
        configuration = store.require("billing_portal.configuration", "bpc_default", "id")
        configuration["features"][name] |= fields
        store.put(configuration)

    return change


def subscription(**fields: object) -> None:
    """Change Alice's subscription behind the API's back."""
    store.put(store.require("subscription", "sub_alice", "id") | fields)


ITEM = {"id": "si_alice", "price": "price_pro_yearly"}
ALICE = {"subscription": "sub_alice"}
WELCOME = {"promotion_code": "promo_welcome"}
GONE = {"type": "coupon", "coupon": "GONE"}
OF_SUBSCRIPTIONS = {
    "subscription_cancel": ALICE,
    "subscription_pause": ALICE,
    "subscription_update": ALICE,
    "subscription_update_confirm": ALICE | {"items": [ITEM]},
}
EVERY = [
    pytest.param(name, marks=needs_pause if name == "subscription_pause" else ()) for name in sorted(OF_SUBSCRIPTIONS)
]


@pytest.mark.parametrize("name", [pytest.param("customer_update", marks=needs_details), "payment_method_update"])
def test_simple__is_echoed(flow, name):
    assert flow(name)["type"] == name


@pytest.mark.parametrize("name", EVERY)
def test_echo__of_a_subscription(flow, name):
    assert flow(name, **OF_SUBSCRIPTIONS[name])[name]["subscription"] == "sub_alice"


def test_echo__nulls_the_other_hashes(flow):
    assert flow("subscription_cancel", **ALICE)["subscription_update"] is None


def test_echo__of_a_retention_coupon(flow):
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": "STAY20"}}
    assert flow("subscription_cancel", **ALICE, retention=retention)["subscription_cancel"]["retention"] == retention


def test_echo__of_items(flow):
    assert flow("subscription_update_confirm", **ALICE, items=[ITEM])["subscription_update_confirm"] == {
        "subscription": "sub_alice",
        "items": [ITEM],
        "discounts": None,
    }


@pytest.mark.parametrize("name", EVERY)
def test_subscription__unknown(flow, refusal, name):
    error = refusal(flow, name, **OF_SUBSCRIPTIONS[name] | {"subscription": "sub_x"})
    assert (error.code, error.param, error.user_message) == (
        "resource_missing",
        f"flow_data[{name}][subscription]",
        "No such subscription: 'sub_x'",
    )


@pytest.mark.parametrize("name", EVERY)
def test_subscription__of_somebody_else(flow, refusal, name):
    error = refusal(flow, name, "cus_bob", **OF_SUBSCRIPTIONS[name])
    assert error.user_message == "No such subscription: 'sub_alice'"


@pytest.mark.parametrize("name", EVERY)
def test_subscription__cancelled(flow, refusal, name):
    subscription(status="canceled")
    assert "because it is canceled" in refusal(flow, name, **OF_SUBSCRIPTIONS[name]).user_message


@pytest.mark.parametrize("name", EVERY)
def test_hash__missing(flow, refusal, name):
    error = refusal(flow, name)
    assert (error.code, error.param) == ("parameter_missing", f"flow_data[{name}]")


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        pytest.param("customer_update", "customer_update", marks=needs_details),
        ("payment_method_update", "payment_method_update"),
        ("subscription_cancel", "subscription_cancel"),
        pytest.param("subscription_pause", "subscription_pause", marks=needs_pause),
        ("subscription_update", "subscription_update"),
        ("subscription_update_confirm", "subscription_update"),
    ],
)
def test_feature__switched_off(flow, features, refusal, name, feature):
    features(feature, enabled=False)
    message = refusal(flow, name, **OF_SUBSCRIPTIONS.get(name, {})).user_message
    assert message.endswith("feature in the portal configuration is disabled.")


def test_update__feature_off_in_stripes_words(flow, features, refusal):
    features("subscription_update", enabled=False)
    assert refusal(flow, "subscription_update", **ALICE).user_message == (
        "This subscription cannot be updated because the subscription update feature in the portal configuration is"
        " disabled."
    )


@needs_details
def test_customer_update__with_nothing_to_update(flow, features, refusal):
    features("customer_update", allowed_updates=[])
    assert "cannot be updated" in refusal(flow, "customer_update").user_message


@pytest.mark.parametrize("scheduled", [{"cancel_at": 2_000_000_000}, {"cancel_at_period_end": True}])
def test_cancel__scheduled_already(flow, refusal, scheduled):
    subscription(**scheduled)
    assert refusal(flow, "subscription_cancel", **ALICE).user_message == (
        "The subscription sub_alice is already set to be canceled at period end."
    )


def test_cancel__unknown_coupon(flow, refusal):
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": "GONE"}}
    error = refusal(flow, "subscription_cancel", **ALICE, retention=retention)
    assert (error.code, error.param, error.user_message) == (
        "resource_missing",
        "flow_data[subscription_cancel][retention][coupon_offer][coupon]",
        "No such coupon: 'GONE'",
    )


@needs_pause
@pytest.mark.parametrize(
    "state",
    [
        {"status": "paused"},
        {"billing_mode": {"type": "classic"}},
        {"schedule": "sub_sched_1"},
        {"cancel_at": 2_000_000_000},
        {"status": "past_due"},
        {"status": "trialing"},
        {"collection_method": "send_invoice"},
    ],
)
def test_pause__not_possible(flow, refusal, state):
    subscription(**state)
    assert (
        "The subscription sub_alice cannot be paused because it"
        in refusal(flow, "subscription_pause", **ALICE).user_message
    )


def test_update__nothing_to_switch_to(flow, features, refusal):
    only = {"product": "prod_pro", "prices": ["price_pro_monthly"]}
    features("subscription_update", products=[only], default_allowed_updates=["price"])
    message = refusal(flow, "subscription_update", **ALICE).user_message
    assert "no price in the portal configuration available to change to" in message


def test_update__only_the_quantity_to_change(flow, features):
    only = {"product": "prod_pro", "prices": ["price_pro_monthly"]}
    features("subscription_update", products=[only], default_allowed_updates=["quantity"])
    assert flow("subscription_update", **ALICE)["type"] == "subscription_update"


@pytest.mark.parametrize("name", ["subscription_update", "subscription_update_confirm"])
def test_update__several_items(api, flow, refusal, name):
    api.subscriptions.update("sub_alice", {"items": [{"price": "price_starter_monthly"}]})
    assert refusal(flow, name, **OF_SUBSCRIPTIONS[name]).user_message == (
        "This PortalSession cannot update subscription `sub_alice` because it has multiple items."
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"schedule": "sub_sched_1"}, "it is managed by a subscription schedule"),
        ({"collection_method": "send_invoice"}, "its collection method is send_invoice"),
        ({"status": "unpaid"}, "its status is unpaid"),
        ({"status": "incomplete"}, "its status is incomplete"),
        ({"status": "paused"}, "its status is paused"),
        ({"cancel_at": 2_000_000_000}, "it is set to be canceled"),
        ({"cancel_at_period_end": True}, "it is set to be canceled"),
    ],
)
@pytest.mark.parametrize("name", ["subscription_update", "subscription_update_confirm"])
def test_update__limits(flow, refusal, name, state, reason):
    subscription(**state)
    assert refusal(flow, name, **OF_SUBSCRIPTIONS[name]).user_message == (
        f"The subscription sub_alice cannot be updated because {reason}."
    )


@pytest.mark.parametrize("state", [{"status": "past_due"}, {"status": "trialing"}])
def test_update__states_that_may(flow, state):
    subscription(**state)
    assert flow("subscription_update", **ALICE)


def test_update__paid_by_usage(flow, refusal):
    items = store.require("subscription", "sub_alice", "id")["items"]
    items["data"][0]["price"]["recurring"]["usage_type"] = "metered"
    subscription(items=items)
    assert "it has a usage-based price" in refusal(flow, "subscription_update", **ALICE).user_message


def test_confirm__price_not_offered(flow, refusal, features):
    features("subscription_update", products=[{"product": "prod_pro", "prices": ["price_pro_monthly"]}])
    assert refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM]).user_message == (
        "The item `si_alice` cannot be updated to price `price_pro_yearly` because the configuration `bpc_default`"
        " does not include the price in its `features[subscription_update][products]`."
    )


def test_confirm__unknown_price(flow, refusal):
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM | {"price": "price_x"}])
    assert error.param == "flow_data[subscription_update_confirm][items][0][price]"


def test_confirm__archived_price(api, flow, refusal):
    api.prices.update("price_pro_yearly", {"active": False})
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM])
    assert error.user_message.startswith("The price specified is inactive.")


def test_confirm__archived_price_that_stays(api, flow):
    api.prices.update("price_pro_monthly", {"active": False})
    item = {"id": "si_alice", "price": "price_pro_monthly", "quantity": 2}
    assert flow("subscription_update_confirm", **ALICE, items=[item])


def test_confirm__unknown_item(flow, refusal):
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM | {"id": "si_bob"}])
    assert error.param == "flow_data[subscription_update_confirm][items][0][id]"


def test_confirm__two_items(flow, refusal):
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM, ITEM])
    assert error.param == "flow_data[subscription_update_confirm][items]"


@pytest.mark.parametrize("item", [{"id": "si_alice"}, {"id": "si_alice", "price": "price_pro_monthly", "quantity": 1}])
def test_confirm__no_change(flow, refusal, item):
    assert refusal(flow, "subscription_update_confirm", **ALICE, items=[item]).user_message == (
        "Cannot update the subscription because there are no changes to confirm."
    )


@pytest.mark.parametrize("change", [{"quantity": 2}, {"price": "price_pro_yearly"}])
def test_confirm__one_change(flow, change):
    assert flow("subscription_update_confirm", **ALICE, items=[{"id": "si_alice"} | change])


def test_confirm__only_a_discount(flow):
    shown = flow("subscription_update_confirm", **ALICE, items=[{"id": "si_alice"}], discounts=[{"coupon": "STAY20"}])
    assert shown["subscription_update_confirm"]["discounts"] == [{"coupon": "STAY20"}]


@pytest.mark.parametrize("discount", [{"coupon": "GONE"}, {"promotion_code": "promo_x"}])
def test_confirm__unknown_discount(flow, refusal, discount):
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM], discounts=[discount])
    (name,) = discount
    assert error.param == f"flow_data[subscription_update_confirm][discounts][0][{name}]"


@pytest.mark.parametrize("over", [{"redeem_by": 1}, {"max_redemptions": 1, "times_redeemed": 1}, {"valid": False}])
def test_coupon__over(flow, refusal, over):
    store.put(store.require("coupon", "STAY20", "id") | over)
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": "STAY20"}}
    discounts = [{"coupon": "STAY20"}]
    for error in (
        refusal(flow, "subscription_cancel", **ALICE, retention=retention),
        refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM], discounts=discounts),
    ):
        assert (error.code, error.user_message) == ("coupon_expired", "Coupon expired: STAY20")


@pytest.mark.parametrize(
    "over", [{"active": False}, {"expires_at": 1}, {"max_redemptions": 2, "times_redeemed": 2}, {"promotion": GONE}]
)
def test_promotion_code__over(flow, refusal, over):
    store.put(store.require("promotion_code", "promo_welcome", "id") | over)
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM], discounts=[WELCOME])
    assert error.user_message == "This promotion code is expired or inactive: promo_welcome"


def test_promotion_code__of_another_customer(flow, refusal):
    store.put(store.require("promotion_code", "promo_welcome", "id") | {"customer": "cus_bob"})
    error = refusal(flow, "subscription_update_confirm", **ALICE, items=[ITEM], discounts=[WELCOME])
    assert error.param == "flow_data[subscription_update_confirm][discounts][0][promotion_code]"


@pytest.mark.parametrize("customer", [None, "cus_alice"])
def test_promotion_code__redeemable(flow, customer):
    code = store.require("promotion_code", "promo_welcome", "id")
    store.put(code | {"customer": customer, "expires_at": clock.now() + 60, "max_redemptions": 1})
    assert flow("subscription_update_confirm", **ALICE, items=[ITEM], discounts=[WELCOME])


def test_ending__default(flow):
    assert flow("payment_method_update")["after_completion"]["type"] == "hosted_confirmation"


def test_ending__message(flow):
    after = {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "x" * 500}}
    assert flow("payment_method_update", after=after)["after_completion"]["hosted_confirmation"] == {
        "custom_message": "x" * 500
    }


def test_ending__message_too_long(flow, refusal):
    after = {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "x" * 501}}
    error = refusal(flow, "payment_method_update", after=after)
    assert error.param == "flow_data[after_completion][hosted_confirmation][custom_message]"


def test_ending__home(flow):
    shown = flow("payment_method_update", after={"type": "portal_homepage"})["after_completion"]
    assert shown == {"type": "portal_homepage", "hosted_confirmation": None, "redirect": None}


def test_ending__redirect(flow):
    after = {"type": "redirect", "redirect": {"return_url": "https://nordlicht.example/done/"}}
    assert flow("payment_method_update", after=after)["after_completion"]["redirect"] == after["redirect"]


def test_ending__redirect_to_nowhere(flow, refusal):
    error = refusal(flow, "payment_method_update", after={"type": "redirect"})
    assert (error.code, error.param) == ("parameter_missing", "flow_data[after_completion][redirect]")


def test_ending__redirect_to_no_url(flow, refusal):
    after = {"type": "redirect", "redirect": {"return_url": "done"}}
    error = refusal(flow, "payment_method_update", after=after)
    assert (error.code, error.param) == ("url_invalid", "flow_data[after_completion][redirect][return_url]")


def test_type__unknown(flow, refusal):
    assert refusal(flow, "subscription_resume").user_message.startswith("Invalid flow_data[type]: must be one of ")
