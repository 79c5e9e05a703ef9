"""Idempotency keys."""

import pytest
import stripe

from django_billing_portal.sandbox import clock, faults, idempotency, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.exchange import Request, Response

ONCE = {"idempotency_key": "once"}


def test_replay__gives_the_first_answer(api):
    first = api.customers.create({"name": "A"}, ONCE)
    assert api.customers.create({"name": "A"}, ONCE).id == first.id


def test_replay__creates_nothing(api):
    api.customers.create({"name": "A"}, ONCE)
    before = len(store.list("customer"))
    api.customers.create({"name": "A"}, ONCE)
    assert len(store.list("customer")) == before


def test_replay__says_so(api):
    api.customers.create({"name": "A"}, ONCE)
    headers = api.customers.create({"name": "A"}, ONCE).last_response.headers
    assert headers["Idempotent-Replayed"] == "true"


def test_first_answer__does_not_say_so(api):
    assert "Idempotent-Replayed" not in api.customers.create({"name": "A"}, ONCE).last_response.headers


def test_replay__of_a_session_gives_the_same_url(api):
    first = api.billing_portal.sessions.create({"customer": "cus_alice"}, ONCE)
    assert api.billing_portal.sessions.create({"customer": "cus_alice"}, ONCE).url == first.url


def test_other_parameters__are_refused(api, refusal):
    api.customers.create({"name": "A"}, ONCE)
    error = refusal(api.customers.create, {"name": "B"}, ONCE)
    assert isinstance(error, stripe.IdempotencyError)
    assert error.user_message.startswith("Keys for idempotent requests can only be used with the same parameters")


def test_other_endpoint__is_refused(api, refusal):
    api.customers.create({"name": "A"}, ONCE)
    assert isinstance(refusal(api.products.create, {"name": "A"}, ONCE), stripe.IdempotencyError)


def test_refusal__is_not_kept(api, refusal):
    refusal(api.customers.create, {"nmae": "A"}, ONCE)
    assert api.customers.create({"name": "A"}, ONCE).name == "A"


def test_outage__is_not_kept(api, refusal):
    faults.switch_on("server_error", requests=1)
    refusal(api.customers.create, {"name": "A"}, ONCE)
    assert api.customers.create({"name": "A"}, ONCE).name == "A"


@pytest.mark.parametrize(("hours", "same"), [(23, True), (24, False)])
def test_key__is_kept_for_a_day(api, hours, same):
    first = api.customers.create({"name": "A"}, ONCE)
    clock.advance(hours * 3600)
    assert (api.customers.create({"name": "A"}, ONCE).id == first.id) is same


def test_key__of_another_account_is_another(api):
    first = api.customers.create({"name": "A"}, ONCE)
    assert api.customers.create({"name": "A"}, ONCE | {"stripe_account": "acct_1"}).id != first.id


def test_key__differs_by_case(api):
    first = api.customers.create({"name": "A"}, {"idempotency_key": "once"})
    assert api.customers.create({"name": "A"}, {"idempotency_key": "ONCE"}).id != first.id


def test_key__too_long(api, refusal):
    assert "255" in str(refusal(api.customers.create, {"name": "A"}, {"idempotency_key": "x" * 256}))


def test_key__means_nothing_when_reading(api):
    first = api.customers.retrieve("cus_alice", {}, ONCE)
    assert api.customers.retrieve("cus_bob", {}, ONCE).id != first.id


def test_simultaneous_request__has_to_wait(db):
    request = Request(method="POST", path="/v1/customers", headers={"Idempotency-Key": "once"})
    idempotency.remember(request, Response.of({}))
    with pytest.raises(WireError) as caught:
        idempotency.remember(request, Response.of({}))
    assert (caught.value.status, caught.value.code) == (409, "idempotency_key_in_use")
