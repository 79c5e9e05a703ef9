"""Subscriptions and their items."""

import pytest

from django_billing_portal.sandbox import clock

DAY = 24 * 60 * 60
PRO = {"customer": "cus_nils", "items": [{"price": "price_pro_monthly", "quantity": 2}]}


def ids(page) -> set[str]:
    return {each.id for each in page.data}


@pytest.fixture
def made(api):
    return api.subscriptions.create(PRO)


def test_create__is_active(made):
    assert (made.status, made.currency, made.billing_mode.type) == ("active", "eur", "flexible")


def test_create__has_its_item(made):
    (item,) = made["items"].data
    assert (item.price.id, item.quantity, item.plan.interval) == ("price_pro_monthly", 2, "month")


def test_create__period_is_one_interval(made):
    (item,) = made["items"].data
    assert 28 * DAY <= item.current_period_end - item.current_period_start <= 31 * DAY


def test_create__is_billed(api, made):
    invoice = api.invoices.retrieve(made.latest_invoice)
    assert (invoice.total, invoice.status, invoice.billing_reason) == (5800, "paid", "subscription_create")


def test_create__classic(api):
    assert api.subscriptions.create(PRO | {"billing_mode": {"type": "classic"}}).billing_mode.type == "classic"


def test_create__trialing(api):
    made = api.subscriptions.create(PRO | {"trial_period_days": 14})
    assert (made.status, made.trial_end - made.trial_start, made.latest_invoice) == ("trialing", 14 * DAY, None)


def test_create__with_a_discount(api):
    made = api.subscriptions.create(PRO | {"discounts": [{"coupon": "STAY20"}], "expand": ["discounts"]})
    assert made.discounts[0].source.coupon == "STAY20"


def test_create__with_a_promotion_code(api):
    made = api.subscriptions.create(
        PRO | {"discounts": [{"promotion_code": "promo_welcome"}], "expand": ["discounts"]}
    )
    assert made.discounts[0].promotion_code == "promo_welcome"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"customer": "cus_x"}, "customer"),
        ({"items": [{"price": "price_x"}]}, "items[0][price]"),
        ({"items": []}, "items"),
        ({"discounts": [{"coupon": "GONE"}]}, "discounts[0][coupon]"),
        ({"discounts": [{"promotion_code": "promo_x"}]}, "discounts[0][promotion_code]"),
    ],
)
def test_create__refused(api, refusal, params, param):
    assert refusal(api.subscriptions.create, PRO | params).param == param


def test_create__with_an_archived_price(api, refusal):
    api.prices.update("price_pro_monthly", {"active": False})
    assert "The price specified is inactive." in refusal(api.subscriptions.create, PRO).user_message


def test_create__with_a_price_that_does_not_recur(api, refusal):
    price = api.prices.create({"currency": "eur", "product": "prod_pro", "unit_amount": 1})
    error = refusal(api.subscriptions.create, PRO | {"items": [{"price": price.id}]})
    assert "type=one_time" in error.user_message


def test_update__of_quantity(api):
    changed = api.subscriptions.update("sub_alice", {"items": [{"id": "si_alice", "quantity": 7}]})
    assert changed["items"].data[0].quantity == 7


def test_update__of_price(api):
    changed = api.subscriptions.update("sub_alice", {"items": [{"id": "si_alice", "price": "price_pro_yearly"}]})
    assert changed["items"].data[0].plan.interval == "year"


def test_update__tells_the_items_before(api):
    api.subscriptions.update("sub_alice", {"items": [{"id": "si_alice", "quantity": 7}]})
    (event,) = api.events.list({"type": "customer.subscription.updated", "limit": 1}).data
    assert event.data.previous_attributes["items"].data[0].quantity == 1


def test_update__adds_an_item(api):
    changed = api.subscriptions.update("sub_alice", {"items": [{"price": "price_starter_monthly"}]})
    assert changed["items"].total_count == 2


def test_update__removes_an_item(api):
    api.subscriptions.update("sub_alice", {"items": [{"price": "price_starter_monthly"}]})
    changed = api.subscriptions.update("sub_alice", {"items": [{"id": "si_alice", "deleted": True}]})
    assert [item.price.id for item in changed["items"].data] == ["price_starter_monthly"]


def test_update__cannot_remove_the_last_item(api, refusal):
    error = refusal(api.subscriptions.update, "sub_alice", {"items": [{"id": "si_alice", "deleted": True}]})
    assert error.user_message == "A subscription must have at least one active plan."


def test_update__of_an_item_that_is_not_its_own(api, refusal):
    error = refusal(api.subscriptions.update, "sub_alice", {"items": [{"id": "si_bob", "quantity": 7}]})
    assert (error.param, error.user_message) == ("items[0][id]", "No such subscription item: 'si_bob'")


def test_update__cancel_at_period_end_in_flexible_mode(api):
    changed = api.subscriptions.update("sub_alice", {"cancel_at_period_end": True})
    end = changed["items"].data[0].current_period_end
    assert (changed.cancel_at, changed.cancel_at_period_end) == (end, False)


def test_update__cancel_at_period_end_in_classic_mode(api):
    made = api.subscriptions.create(PRO | {"billing_mode": {"type": "classic"}})
    changed = api.subscriptions.update(made.id, {"cancel_at_period_end": True})
    assert (changed.cancel_at, changed.cancel_at_period_end) == (None, True)


def test_update__takes_back_the_cancel(api):
    api.subscriptions.update("sub_alice", {"cancel_at_period_end": True})
    changed = api.subscriptions.update("sub_alice", {"cancel_at_period_end": False})
    assert (changed.cancel_at, changed.canceled_at) == (None, None)


def test_update__cancel_at_the_periods_end_by_word(api):
    changed = api.subscriptions.update("sub_alice", {"cancel_at": "min_period_end"})
    assert changed.cancel_at == changed["items"].data[0].current_period_end


def test_update__cancel_at_a_time(api):
    then = clock.now() + DAY
    assert api.subscriptions.update("sub_alice", {"cancel_at": then}).cancel_at == then


def test_update__ends_a_trial(api):
    made = api.subscriptions.create(PRO | {"trial_period_days": 14})
    assert api.subscriptions.update(made.id, {"trial_end": "now"}).status == "active"


def test_update__of_a_cancelled_one(api, refusal):
    error = refusal(api.subscriptions.update, "sub_carl", {"description": "Back again"})
    assert error.user_message.startswith("A canceled subscription can only update")


def test_update__of_a_cancelled_ones_metadata(api):
    assert api.subscriptions.update("sub_carl", {"metadata": {"a": "b"}}).metadata["a"] == "b"


def test_cancel__ends_it_now(api):
    ended = api.subscriptions.cancel("sub_alice")
    assert (ended.status, ended.ended_at is None) == ("canceled", False)


def test_cancel__keeps_the_reason(api):
    ended = api.subscriptions.cancel("sub_alice", {"cancellation_details": {"feedback": "unused", "comment": "Bye"}})
    assert (ended.cancellation_details.feedback, ended.cancellation_details.comment) == ("unused", "Bye")


def test_cancel__is_announced(api):
    api.subscriptions.cancel("sub_alice")
    (event,) = api.events.list({"type": "customer.subscription.deleted", "limit": 1}).data
    assert event.data.object.id == "sub_alice"


def test_cancel__twice(api, refusal):
    error = refusal(api.subscriptions.cancel, "sub_carl")
    assert (error.http_status, error.user_message) == (404, "No such subscription: 'sub_carl'")


def test_list__leaves_out_the_cancelled(api):
    assert "sub_carl" not in ids(api.subscriptions.list())


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("all", {"sub_carl"}),
        ("ended", {"sub_carl"}),
        ("canceled", {"sub_carl"}),
        ("active", set()),
    ],
)
def test_list__by_status(api, status, found):
    assert ids(api.subscriptions.list({"customer": "cus_carl", "status": status})) == found


def test_list__by_customer(api):
    assert ids(api.subscriptions.list({"customer": "cus_dora"})) == {"sub_dora", "sub_dora_2"}


def test_list__by_price(api):
    assert ids(api.subscriptions.list({"price": "price_business_monthly"})) == {"sub_team"}


def test_items__of_a_subscription(api):
    assert ids(api.subscription_items.list({"subscription": "sub_team"})) == {"si_team"}


def test_items__of_an_unknown_subscription(api, refusal):
    assert refusal(api.subscription_items.list, {"subscription": "sub_x"}).param == "subscription"


def test_item__updated(api):
    assert api.subscription_items.update("si_team", {"quantity": 6}).quantity == 6
    assert api.subscriptions.retrieve("sub_team")["items"].data[0].quantity == 6


def test_item__unknown(api, refusal):
    assert refusal(api.subscription_items.retrieve, "si_x").user_message == "No such subscription item: 'si_x'"


def test_invoices__of_a_customer(api):
    assert len(api.invoices.list({"customer": "cus_alice"}).data) == 4


def test_invoices__of_a_subscription(api):
    assert len(api.invoices.list({"subscription": "sub_dora_2"}).data) == 1


def test_invoices__have_numbers_in_a_row(api):
    numbers = [invoice.number for invoice in api.invoices.list({"customer": "cus_alice"}).data]
    assert sorted(number[-4:] for number in numbers) == ["0001", "0002", "0003", "0004"]


def test_invoices__open_one_of_a_late_payer(api):
    (invoice,) = api.invoices.list({"customer": "cus_pia", "status": "open"}).data
    assert (invoice.amount_remaining, invoice.amount_paid) == (2900, 0)
