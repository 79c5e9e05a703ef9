import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import clock, store

BASE = "subscriptions/sub_alice/update/"
BUSINESS = {"price": "price_business_monthly", "quantity": "2"}
MONTH_OF_PRO, MONTH_OF_BUSINESS = 2900, 7900


@pytest.fixture
def rules(configure):
    """Change rules of the update feature and keep its products."""

    def changed(**values: object) -> None:
        configure(subscription_update=values)

    return changed


def item(id="sub_alice"):
    return store.get(id)["items"]["data"][0]


def test_choose__offers_the_configurations_prices(client, mint):
    page = client.get(f"{mint()}{BASE}")

    for text in ("Nordlicht Starter", "Nordlicht Business", "€290.00 per year", "Current plan", "Quantity"):
        assertContains(page, text)


def test_choose__not_what_is_archived_or_in_another_currency(client, mint, api):
    api.prices.update("price_business_yearly", {"active": False})
    store.put(store.get("price_business_monthly") | {"currency": "usd"})

    assertNotContains(client.get(f"{mint()}{BASE}"), "Nordlicht Business")


def test_choose__quantity_alone(client, mint, rules):
    rules(default_allowed_updates=["quantity"])

    page = client.get(f"{mint()}{BASE}")

    assertContains(page, "Quantity")
    assertNotContains(page, "Nordlicht Business")
    assertNotContains(page, "Promotion code")


def test_choose__price_alone(client, mint, rules):
    rules(default_allowed_updates=["price"])

    page = client.get(f"{mint()}{BASE}")

    assertContains(page, "Nordlicht Business")
    assertNotContains(page, "Quantity")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"status": "canceled"}, "has ended"),
        ({"status": "paused"}, "in its current state"),
        ({"cancel_at_period_end": True}, "already set to be cancelled"),
        ({"collection_method": "send_invoice"}, "paid by invoice"),
        ({"schedule": "sub_sched_1"}, "already scheduled"),
    ],
)
def test_choose__says_why_not(client, mint, state, reason):
    path = mint()
    store.put(store.get("sub_alice") | state)

    assertContains(client.get(f"{path}{BASE}"), reason)


def test_choose__not_when_paid_by_usage(client, mint):
    path, subscription = mint(), store.get("sub_alice")
    subscription["items"]["data"][0]["price"]["recurring"]["usage_type"] = "metered"
    store.put(subscription)

    assertContains(client.get(f"{path}{BASE}"), "paid by usage")


def test_choose__not_with_several_items(client, mint, api):
    api.subscriptions.update("sub_alice", {"items": [{"price": "price_starter_monthly"}]})

    assertContains(client.get(f"{mint()}{BASE}"), "several items")


def test_choose__nothing_to_change_to(client, mint, rules):
    rules(default_allowed_updates=["price"], products=[])

    assertContains(client.get(f"{mint()}{BASE}"), "nothing to change to")


def test_confirm__shows_from_to_and_costs(client, mint):
    page = client.get(f"{mint()}{BASE}confirm/", BUSINESS)

    for text in ("Nordlicht Pro: €29.00 per month", "2 × Nordlicht Business: €158.00 per month", "Due today", "€0.00"):
        assertContains(page, text)
    assert item()["price"]["id"] == "price_pro_monthly"


def test_confirm__goes_back_to_the_choice(client, mint):
    path = mint()

    assertContains(client.get(f"{path}{BASE}confirm/", BUSINESS), f'href="{path}{BASE}"')


def test_confirm__changes_price_and_quantity(client, mint, latest_events):
    path = mint()

    page = client.post(f"{path}{BASE}confirm/", BUSINESS)

    assertRedirects(page, f"{path}?notice=plan-changed")
    assert (item()["price"]["id"], item()["plan"]["id"], item()["quantity"]) == (
        "price_business_monthly",
        "price_business_monthly",
        2,
    )
    assert latest_events(1) == ["customer.subscription.updated"]


def test_confirm__double_click_changes_once(client, mint):
    path = mint()
    client.post(f"{path}{BASE}confirm/", BUSINESS)
    before = len(store.list("event"))

    page = client.post(f"{path}{BASE}confirm/", BUSINESS)

    assertRedirects(page, f"{path}?notice=plan-changed")
    assert len(store.list("event")) == before


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"price": "price_pro_monthly", "quantity": "1"}, "This is your current plan"),
        ({"price": "price_of_nobody", "quantity": "1"}, "Select a valid choice"),
        ({"price": "price_business_monthly", "quantity": "0"}, "greater than or equal to 1"),
        ({"price": "price_business_monthly", "quantity": "51"}, "Choose between 1 and 50."),
        (BUSINESS | {"promotion_code": "NOPE"}, "This code is not valid."),
    ],
)
def test_confirm__refuses(client, mint, data, reason):
    assertContains(client.get(f"{mint()}{BASE}confirm/", data), reason)


@pytest.mark.parametrize("over", [{"expires_at": 1}, {"customer": "cus_bob"}])
def test_confirm__refuses_a_code_that_cannot_be_redeemed(client, mint, over):
    store.put(store.get("promo_welcome") | over)

    page = client.get(f"{mint()}{BASE}confirm/", BUSINESS | {"promotion_code": "WELCOME20"})

    assertContains(page, "This code is not valid.")


def test_confirm__refuses_too_few(client, mint, rules):
    product = {"product": "prod_business", "prices": ["price_business_monthly"]}
    rules(products=[product | {"adjustable_quantity": {"enabled": True, "minimum": 5, "maximum": None}}])

    assertContains(client.get(f"{mint()}{BASE}confirm/", BUSINESS), "Choose at least 5.")


def test_confirm__keeps_the_quantity_of_what_is_not_counted(client, mint, rules):
    counted = {"enabled": True, "minimum": 1, "maximum": None}
    rules(
        products=[
            {"product": "prod_pro", "prices": ["price_pro_monthly"], "adjustable_quantity": counted},
            {
                "product": "prod_business",
                "prices": ["price_business_monthly"],
                "adjustable_quantity": counted | {"enabled": False},
            },
        ]
    )

    client.post(f"{mint()}{BASE}confirm/", BUSINESS)

    assert (item()["price"]["id"], item()["quantity"]) == ("price_business_monthly", 1)


def test_confirm__promotion_code_in_any_case(client, mint, latest_events):
    client.post(f"{mint()}{BASE}confirm/", BUSINESS | {"promotion_code": "welcome20"})

    discount = store.get(store.get("sub_alice")["discounts"][0])
    assert discount["promotion_code"] == "promo_welcome"
    assert latest_events(3) == [
        "customer.subscription.updated",
        "customer.discount.created",
        "customer.subscription.updated",
    ]


def test_confirm__promotion_code_alone_is_a_change(client, mint):
    data = {"price": "price_pro_monthly", "quantity": "1", "promotion_code": "WELCOME20"}

    page = client.get(f"{mint()}{BASE}confirm/", data)

    assertContains(page, "Stay with us: 20% off for 3 months")
    assertContains(page, "€23.20 per month")


def test_confirm__charges_the_difference_at_once(client, mint, rules, latest_events):
    rules(proration_behavior="always_invoice")
    half = item()["current_period_start"], item()["current_period_end"]
    clock.advance((half[0] + half[1]) // 2 - clock.now())

    client.post(f"{mint()}{BASE}confirm/", BUSINESS)

    invoice = store.list("invoice", customer="cus_alice")[0]
    difference = 2 * MONTH_OF_BUSINESS - MONTH_OF_PRO
    assert abs(invoice["total"] - difference / 2) < 2
    assert store.get("sub_alice")["latest_invoice"] == invoice["id"]
    assert latest_events(4)[:3] == ["invoice.created", "invoice.finalized", "invoice.paid"]


def test_confirm__never_pays_out(client, mint, rules):
    rules(proration_behavior="always_invoice")

    assertContains(client.get(f"{mint()}{BASE}confirm/", {"price": "price_starter_monthly", "quantity": 1}), "€0.00")


def test_confirm__another_interval_begins_a_new_period(client, mint):
    client.post(f"{mint()}{BASE}confirm/", {"price": "price_pro_yearly", "quantity": "1"})

    assert clock.now() - item()["current_period_start"] < 5
    assert item()["current_period_end"] - clock.now() > 364 * 86400
    assert clock.now() - store.get("sub_alice")["billing_cycle_anchor"] < 5


def test_confirm__another_interval_without_prorations_costs_all(client, mint, rules):
    rules(proration_behavior="none")

    assertContains(client.get(f"{mint()}{BASE}confirm/", {"price": "price_pro_yearly", "quantity": 1}), "€290.00")


def test_confirm__may_begin_a_new_period_each_time(client, mint, rules):
    rules(billing_cycle_anchor="now")

    client.post(f"{mint()}{BASE}confirm/", BUSINESS)

    assert clock.now() - item()["current_period_start"] < 5


@pytest.fixture
def trial(api):
    params = {"customer": "cus_nils", "items": [{"price": "price_pro_monthly"}], "trial_period_days": 14}
    return api.subscriptions.create(params).id


@pytest.mark.parametrize(("behavior", "status"), [("end_trial", "active"), ("continue_trial", "trialing")])
def test_confirm__trial(client, mint, rules, trial, behavior, status):  # noqa: PLR0917
    rules(trial_update_behavior=behavior)

    client.post(f"{mint('cus_nils')}subscriptions/{trial}/update/confirm/", BUSINESS)

    assert store.get(trial)["status"] == status


def test_confirm_flow__shows_what_was_asked_for(client, mint_flow):
    path = mint_flow(
        "subscription_update_confirm",
        items=[{"id": "si_alice", "price": "price_business_monthly", "quantity": 3}],
        discounts=[{"coupon": "STAY20"}],
    )

    page = client.get(path, follow=True)

    assertContains(page, "3 × Nordlicht Business: €237.00 per month")
    assertContains(page, "Stay with us: 20% off for 3 months")


def test_confirm_flow__does_what_was_asked_for(client, mint_flow):
    path = mint_flow(
        "subscription_update_confirm",
        items=[{"id": "si_alice", "quantity": 3}],
        discounts=[{"promotion_code": "promo_welcome"}],
    )

    client.post(f"{path}{BASE}confirm/", {"price": "price_starter_monthly"})

    assert (item()["price"]["id"], item()["quantity"]) == ("price_pro_monthly", 3)
    assert store.get(store.get("sub_alice")["discounts"][0])["promotion_code"] == "promo_welcome"


def test_confirm_flow__done_already(client, mint_flow):
    path = mint_flow("subscription_update_confirm", items=[{"id": "si_alice", "quantity": 3}])
    client.post(f"{path}{BASE}confirm/")

    assertContains(client.get(f"{path}{BASE}confirm/"), "already up to date")
