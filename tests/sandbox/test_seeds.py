"""The world that is seeded, and the command that looks after it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from django_billing_portal.sandbox import clock, faults, seeds, state, store

pytestmark = pytest.mark.django_db


def run(action: str) -> str:
    out = io.StringIO()
    call_command("billing_portal_sandbox", action, stdout=out)
    return out.getvalue()


def test_seed__twice_makes_nothing_new():
    seeds.seed()
    assert seeds.seed() == 0


def test_seed__replaces_what_is_missing():
    seeds.seed()
    store.delete("STAY20")
    assert seeds.seed() == 1


def test_seed__keeps_what_was_changed():
    seeds.seed()
    store.put(store.require("customer", "cus_alice", "id") | {"name": "Alice Lindqvist"})
    seeds.seed()
    assert store.require("customer", "cus_alice", "id")["name"] == "Alice Lindqvist"


def test_seed__names_the_business():
    seeds.seed()
    assert state.read("business", "") == "Nordlicht"


def test_seed__keeps_the_businesss_own_name():
    state.write("business", "Südlicht")
    seeds.seed()
    assert state.read("business", "") == "Südlicht"


@pytest.mark.parametrize(
    ("id", "status", "quantity"),
    [
        ("sub_alice", "active", 1),
        ("sub_team", "active", 5),
        ("sub_dora", "active", 1),
        ("sub_dora_2", "active", 1),
        ("sub_carl", "canceled", 1),
        ("sub_pia", "past_due", 1),
    ],
)
def test_world__has_one_of_each_state(world, id, status, quantity):
    found = store.require("subscription", id, "id")
    assert (found["status"], found["items"]["data"][0]["quantity"]) == (status, quantity)


def test_world__periods_are_under_way(world):
    (item,) = store.require("subscription", "sub_alice", "id")["items"]["data"]
    assert item["current_period_start"] < clock.now() < item["current_period_end"]


def test_world__somebody_without_a_subscription(world):
    assert store.list("subscription", customer="cus_nils") == []


def test_command__seeds():
    assert "objects were missing" in run("seed")
    assert store.get("cus_alice") is not None


def test_command__seeds_once():
    run("seed")
    assert "Everything is there." in run("seed")


def test_command__resets():
    run("seed")
    store.put(store.require("customer", "cus_alice", "id") | {"name": "Eve"})
    faults.switch_on("down")
    run("reset")
    assert store.require("customer", "cus_alice", "id")["name"] == "Alice Lind"
    assert faults.active() == {}


def test_command__tells_the_status():
    run("seed")
    faults.switch_on("down")
    clock.advance(60)
    told = run("status")
    for words in ("8 customer", "Faults: down", "Clock: 60 seconds ahead", "Webhook secret: whsec_sandbox_"):
        assert words in told


def test_command__tells_that_nothing_is_wrong():
    assert "Faults: none" in run("status")


@override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"})
def test_command__refuses_a_live_key():
    with pytest.raises(CommandError, match="live API key"):
        run("reset")
