"""The sandbox's memory, its clock, its sessions' lives and its event log."""

import json

import pytest
import stripe

from django_billing_portal.sandbox import clock, events, sessions, state, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.models import SandboxIdempotencyKey, SandboxObject, SandboxState

pytestmark = pytest.mark.django_db


def customer(id: str = "cus_1", **fields: object) -> store.Json:
    return store.put({"id": id, "object": "customer", "created": 1} | fields)


def session(**fields: object) -> store.Json:
    return store.put({"id": "bps_1", "object": sessions.TYPE, "created": 1, "_secret": "test_1"} | fields)


def test_get__nothing():
    assert store.get("cus_1") is None


def test_get__ignores_no_case():
    customer("cus_a")
    assert store.get("cus_A") is None


def test_put__replaces():
    customer(name="A")
    customer(name="B")
    assert [each["name"] for each in store.list("customer")] == ["B"]


def test_list__newest_first():
    customer("cus_1", created=1)
    customer("cus_2", created=2)
    customer("cus_3", created=2)
    assert [each["id"] for each in store.list("customer")] == ["cus_3", "cus_2", "cus_1"]


@pytest.mark.parametrize("value", ["A", 5, True, None])
def test_list__where(value):
    customer("cus_1", field=value)
    customer("cus_2", field="other")
    assert [each["id"] for each in store.list("customer", field=value)] == ["cus_1"]


def test_list__without_what_was_deleted():
    customer(deleted=True)
    assert store.list("customer") == []


def test_require__what_was_deleted():
    customer(deleted=True)
    with pytest.raises(WireError, match="No such customer"):
        store.require("customer", "cus_1", "id")


def test_delete__what_is_not_there():
    store.delete("cus_1")
    assert store.get("cus_1") is None


def test_reset__forgets_every_account():
    with store.acting_as("acct_1"):
        customer()
    store.reset()
    assert not SandboxObject.objects.exists()


def test_acting_as__comes_back():
    with store.acting_as("acct_1"):
        customer()
    assert store.get("cus_1") is None


def test_new_id__is_new():
    assert len({store.new_id("cus") for _ in range(100)}) == 100


def test_clock__moves():
    before = clock.now()
    clock.advance(3600)
    assert 3600 <= clock.now() - before <= 3602


def test_clock__comes_back():
    clock.advance(3600)
    clock.reset()
    assert clock.offset() == 0


def test_session__dies_after_five_minutes_unused():
    minted = session(_expires_at=clock.now() + sessions.UNUSED_SECONDS)
    clock.advance(299)
    assert not sessions.is_expired(minted)
    clock.advance(1)
    assert sessions.is_expired(minted)


def test_session__dies_an_hour_after_its_last_use():
    used = sessions.touch(session(_expires_at=clock.now() + sessions.UNUSED_SECONDS))
    clock.advance(3599 - 2)
    assert not sessions.is_expired(used)
    clock.advance(3)
    assert sessions.is_expired(used)


def test_session__killed():
    assert sessions.is_expired(sessions.expire(session(_expires_at=clock.now() + 60)))


def test_opened__acts_as_its_account():
    with store.acting_as("acct_1"):
        session()
    with sessions.opened("test_1") as found:
        assert (found["id"], store.current_account.get()) == ("bps_1", "acct_1")


def test_opened__unknown():
    with sessions.opened("test_x") as found:
        assert found is None


def test_event__is_signed_for_the_sdk():
    payload, header = events.signed(events.record("customer.created", customer()))
    event = stripe.Webhook.construct_event(payload, header, events.webhook_secret())
    assert (event.type, event.data.object.id) == ("customer.created", "cus_1")


def test_event__has_no_private_keys():
    payload, _ = events.signed(events.record("customer.created", customer(_secret="test_1")))
    assert "_secret" not in json.loads(payload)["data"]["object"]


def test_event__tells_private_changes_to_nobody():
    event = events.record("customer.updated", customer(), previous_attributes={"_used": False, "name": "A"})
    assert event["data"]["previous_attributes"] == {"name": "A"}


def test_webhook_secret__stays():
    assert events.webhook_secret() == events.webhook_secret()


def test_webhook_secret__is_this_databases_own():
    before = events.webhook_secret()
    store.reset()
    assert events.webhook_secret() != before


@pytest.mark.parametrize("kind", ["customer.*", "*"])
def test_events__by_pattern(api, kind):
    assert len(api.events.list({"type": kind, "limit": 1}).data) == 1


def test_events__by_types(api):
    found = api.events.list({"types": ["customer.created", "coupon.created"], "limit": 100}).data
    assert {event.type for event in found} == {"customer.created", "coupon.created"}


def test_event__retrieved(api):
    (event,) = api.events.list({"limit": 1}).data
    assert api.events.retrieve(event.id).id == event.id


def test_rows__say_what_they_are():
    customer()
    state.write("clock", 1)
    names = [SandboxObject.objects.get(), SandboxState.objects.get(), SandboxIdempotencyKey(key="once")]
    assert [str(each) for each in names] == ["customer cus_1", "clock", "once"]
