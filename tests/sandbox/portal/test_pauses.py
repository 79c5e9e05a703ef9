import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from django_billing_portal.sandbox import clock, store
from django_billing_portal.sandbox.intervals import later

BASE = "subscriptions/sub_alice/"
OPTIONS = {
    "type": "interval_options",
    "interval_options": [{"interval": "week", "interval_count": 2}, {"interval": "month", "interval_count": 1}],
}


def test_pause__for_the_only_duration(client, mint, latest_events):
    path = mint()
    now = clock.now()

    page = client.post(f"{path}{BASE}pause/", {"duration": "month:1"}, follow=True)

    subscription = store.get("sub_alice")
    assertContains(page, "Your subscription is paused")
    assertContains(page, "Paused until")
    assert subscription["status"] == "paused"
    assert subscription["status_details"]["paused"]["subscription"] == {"type": "pause_requested"}
    assert subscription["_resumes_at"] - later(now, "month") in range(5)
    assert latest_events(1) == ["customer.subscription.paused"]


def test_pause__offers_the_configurations_durations(client, mint, configure):
    configure(subscription_pause={"enabled": True, "duration": OPTIONS})

    page = client.get(f"{mint()}{BASE}pause/")

    assertContains(page, "2 weeks")
    assertContains(page, "1 month")


def test_pause__without_end(client, mint, configure):
    configure(subscription_pause={"enabled": True, "duration": {"type": "indefinite"}})
    path = mint()

    assertNotContains(client.get(f"{path}{BASE}pause/"), "for how long")
    page = client.post(f"{path}{BASE}pause/", {"duration": ":0"}, follow=True)

    assertContains(page, "Paused until you resume it.")


def test_pause__unknown_duration(client, mint):
    client.post(f"{mint()}{BASE}pause/", {"duration": "year:9"})

    assert store.get("sub_alice")["status"] == "active"


def test_pause__double_click_pauses_once(client, mint):
    path = mint()
    client.post(f"{path}{BASE}pause/", {"duration": "month:1"})
    before = len(store.list("event"))

    page = client.post(f"{path}{BASE}pause/", {"duration": "month:1"})

    assertRedirects(page, f"{path}?notice=paused")
    assert len(store.list("event")) == before


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"status": "paused"}, "already paused"),
        ({"status": "past_due"}, "in its current state"),
        ({"status": "canceled"}, "has ended"),
        ({"cancel_at": 1}, "already set to be cancelled"),
        ({"billing_mode": {"type": "classic"}}, "cannot be paused"),
        ({"collection_method": "send_invoice"}, "paid by invoice"),
        ({"schedule": "sub_sched_1"}, "already scheduled"),
    ],
)
def test_pause__says_why_not(client, mint, state, reason):
    path = mint()
    store.put(store.get("sub_alice") | state)

    assertContains(client.get(f"{path}{BASE}pause/"), reason)


def test_resume__begins_a_new_period(client, mint, latest_events):
    path = mint()
    client.post(f"{path}{BASE}pause/", {"duration": "month:1"})

    assertContains(client.get(f"{path}{BASE}resume/"), "Resume your subscription")
    page = client.post(f"{path}{BASE}resume/")

    subscription = store.get("sub_alice")
    assertRedirects(page, f"{path}?notice=resumed")
    assert (subscription["status"], subscription["status_details"]) == ("active", None)
    assert clock.now() - subscription["items"]["data"][0]["current_period_start"] < 5
    assert latest_events(1) == ["customer.subscription.resumed"]


def test_resume__nothing_to_resume(client, mint):
    assertContains(client.get(f"{mint()}{BASE}resume/"), "not paused")
