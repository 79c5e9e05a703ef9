import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import store

BASE = "subscriptions/sub_alice/"


@pytest.fixture
def classic(world):
    store.put(store.get("sub_alice") | {"billing_mode": {"type": "classic"}})


def test_cancel__asks_first(client, mint):
    page = client.get(f"{mint()}{BASE}cancel/")

    assertContains(page, "Cancel your subscription")
    assertContains(page, "You can use it until")
    assert store.get("sub_alice")["cancel_at"] is None


def test_cancel__flexible_sets_cancel_at(client, mint, latest_events):
    path = mint()

    page = client.post(f"{path}{BASE}cancel/")

    subscription = store.get("sub_alice")
    assertRedirects(page, f"{path}{BASE}feedback/")
    assert subscription["cancel_at"] == subscription["items"]["data"][0]["current_period_end"]
    assert subscription["cancel_at_period_end"] is False
    assert subscription["cancellation_details"]["reason"] == "cancellation_requested"
    assert latest_events(1) == ["customer.subscription.updated"]


def test_cancel__classic_sets_cancel_at_period_end(client, mint, classic):
    client.post(f"{mint()}{BASE}cancel/")

    subscription = store.get("sub_alice")
    assert (subscription["cancel_at"], subscription["cancel_at_period_end"]) == (None, True)


def test_cancel__immediately(client, mint, configure, latest_events):
    configure(subscription_cancel={"enabled": True, "mode": "immediately"})
    path = mint()

    assertContains(client.get(f"{path}{BASE}cancel/"), "It ends at once.")
    client.post(f"{path}{BASE}cancel/")

    assert store.get("sub_alice")["status"] == "canceled"
    assert latest_events(1) == ["customer.subscription.deleted"]


def test_cancel__double_click_cancels_once(client, mint):
    path = mint()
    client.post(f"{path}{BASE}cancel/")
    before = len(store.list("event"))

    page = client.post(f"{path}{BASE}cancel/")

    assertRedirects(page, f"{path}{BASE}feedback/")
    assert len(store.list("event")) == before


def test_cancel__once_more_says_why_not(client, mint):
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    assertContains(client.get(f"{path}{BASE}cancel/"), "already set to be cancelled")


def test_cancel__without_survey_goes_home(client, mint, configure):
    configure(subscription_cancel={"enabled": True, "cancellation_reason": {"enabled": False, "options": ["other"]}})
    path = mint()

    page = client.post(f"{path}{BASE}cancel/", follow=True)

    assertContains(page, "Your subscription has been cancelled")
    assertContains(page, "Your subscription ends on")


def test_feedback__arrives_in_a_second_event(client, mint, latest_events):
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    page = client.post(f"{path}{BASE}feedback/", {"feedback": "too_expensive", "comment": "Sorry", "send": "1"})

    details = store.get("sub_alice")["cancellation_details"]
    assertRedirects(page, f"{path}?notice=cancelled")
    assert (details["feedback"], details["comment"]) == ("too_expensive", "Sorry")
    assert latest_events(2) == ["customer.subscription.updated"] * 2


def test_feedback__offers_the_configurations_reasons(client, mint, configure):
    options = ["too_expensive", "other"]
    configure(subscription_cancel={"enabled": True, "cancellation_reason": {"enabled": True, "options": options}})
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    page = client.get(f"{path}{BASE}feedback/")

    assertContains(page, "It is too expensive")
    assertNotContains(page, "I found an alternative")


def test_feedback__needs_a_reason(client, mint):
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    page = client.post(f"{path}{BASE}feedback/", {"comment": "Sorry", "send": "1"})

    assertContains(page, "Please check the highlighted fields.")


def test_feedback__may_be_skipped(client, mint):
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    page = client.post(f"{path}{BASE}feedback/", {"skip": "1"})

    assertRedirects(page, f"{path}?notice=cancelled")
    assert store.get("sub_alice")["cancellation_details"]["feedback"] is None


def test_feedback__before_the_cancel_leads_to_it(client, mint):
    path = mint()

    assertRedirects(client.get(f"{path}{BASE}feedback/"), f"{path}{BASE}cancel/")


def test_renew__offered_after_a_cancel(client, mint, latest_events):
    path = mint()
    client.post(f"{path}{BASE}cancel/")

    assertContains(client.get(path), "Don&#x27;t cancel")
    assertContains(client.get(f"{path}{BASE}renew/"), "Keep your subscription")
    page = client.post(f"{path}{BASE}renew/")

    assertRedirects(page, f"{path}?notice=renewed")
    assert store.get("sub_alice")["cancel_at"] is None
    assert latest_events(1) == ["customer.subscription.updated"]


def test_renew__nothing_to_take_back(client, mint):
    assertContains(client.get(f"{mint()}{BASE}renew/"), "not set to be cancelled")


def test_renew__not_in_a_flow(client, mint_flow):
    path = mint_flow("subscription_cancel")

    assertContains(client.get(f"{path}{BASE}renew/"), "not part of your visit")


def test_offer__shown_before_the_cancel(client, retention):
    page = client.get(retention, follow=True)

    assertContains(page, "20% off")
    assertContains(page, "for 3 months")
    assertContains(page, "No thanks")


def test_offer__accepted_keeps_the_subscription(client, retention, latest_events):
    page = client.post(f"{retention}{BASE}offer/", follow=True)

    subscription = store.get("sub_alice")
    discount = store.get(subscription["discounts"][0])
    assertContains(page, "Glad that you stay!")
    assert subscription["cancel_at"] is None
    assert discount["source"] == {"type": "coupon", "coupon": "STAY20"}
    assert latest_events(2) == ["customer.discount.created", "customer.subscription.updated"]


def test_offer__shows_on_the_home_page_afterwards(client, retention, mint):
    client.post(f"{retention}{BASE}offer/")

    assertContains(client.get(mint()), "Stay with us: 20% off for 3 months")


def test_offer__accepted_already_goes_on_to_the_cancel(client, retention):
    client.post(f"{retention}{BASE}offer/")

    assertRedirects(client.get(f"{retention}{BASE}offer/"), f"{retention}{BASE}cancel/")


def test_offer__without_one_goes_on_to_the_cancel(client, mint):
    path = mint()

    assertRedirects(client.get(f"{path}{BASE}offer/"), f"{path}{BASE}cancel/")


def test_offer__of_a_fixed_amount_for_good(client, mint_flow, api):
    api.coupons.create({"id": "FIVE", "amount_off": 500, "currency": "eur", "duration": "forever"})
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": "FIVE"}}
    path = mint_flow("subscription_cancel", retention=retention)

    page = client.get(path, follow=True)
    client.post(f"{path}{BASE}offer/")

    assertContains(page, "€5.00 off")
    assertContains(page, "for as long as you stay")
    assert store.get(store.get("sub_alice")["discounts"][0])["end"] is None


@pytest.fixture
def retention(mint_flow):
    return mint_flow("subscription_cancel", retention={"type": "coupon_offer", "coupon_offer": {"coupon": "STAY20"}})
