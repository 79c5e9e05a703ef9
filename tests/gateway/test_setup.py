"""Keys, settings, transports and processes."""

import asyncio
import sys

import pytest
import stripe

from django_billing_portal import gateway
from django_billing_portal.exceptions import NotConfigured, StaleCustomer, StripeUnavailable
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
from tests.gateway.alone import run_alone

ALICE = CustomerRef("cus_alice")


@pytest.mark.parametrize("key", ["", "  \n", None])
def test_key__missing(gate, stripe_server, configure, records, key):
    configure(API_KEY=key)
    with pytest.raises(NotConfigured, match="API_KEY"):
        gate.create_session(customer=ALICE, deadline=Deadline.after(10))
    assert not stripe_server.requests
    assert [record.levelname for record in records()] == ["ERROR"]


@pytest.mark.parametrize("key", ["sk_test_two\nlines", "sk_test_ключ", "sk_test_\x00"])
def test_key__that_http_cannot_carry(gate, stripe_server, configure, caplog, key):
    configure(API_KEY=key)
    with pytest.raises(NotConfigured, match="API_KEY") as caught:
        gate.create_session(customer=ALICE, deadline=Deadline.after(10))
    assert key not in caplog.text
    assert "sk_test" not in str(caught.value)
    assert not stripe_server.requests


def test_key__from_a_callable(gate, stripe_server, configure, soon):
    keys = iter(["sk_test_first", "sk_test_second"])
    configure(API_KEY=lambda: next(keys))
    gate.create_session(customer=ALICE, deadline=soon)
    gate.create_session(customer=ALICE, deadline=soon)
    sent = [request.headers["authorization"] for request in stripe_server.requests]
    assert sent == ["Bearer sk_test_first", "Bearer sk_test_second"]


def test_account__that_http_cannot_carry(gate, stripe_server, soon):
    with pytest.raises(NotConfigured, match="account"):
        gate.create_session(customer=CustomerRef("cus_alice", account="acct_\r\nX-Evil: 1"), deadline=soon)
    assert not stripe_server.requests


def test_client__is_one_for_a_key(stripe_server):
    gateway.forget()
    gateway.create_session(customer=ALICE, deadline=Deadline.after(10))
    gateway.get_customer(customer=ALICE, deadline=Deadline.after(10))
    assert gateway._client.cache_info().currsize == 1


def test_client__speaks_to_stripe_unless_told_otherwise():
    client = gateway._client("sk_test_1", None, None)
    assert client._requestor.base_addresses["api"] == stripe.DEFAULT_API_BASE


@pytest.mark.django_db
def test_sandbox__answers_in_this_process(gate, settings, records):
    settings.BILLING_PORTAL = {"API_BASE": "sandbox"}
    with pytest.raises(StaleCustomer):
        gate.create_session(customer=CustomerRef("cus_nobody"), deadline=Deadline.after(10))
    assert [record.billing_code for record in records()] == ["stale_customer"]


def test_aiohttp__missing(stripe_server, soon, monkeypatch, records):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "django_billing_portal.wire.async_pool", raising=False)
    with pytest.raises(NotConfigured, match=r'pip install "django-billing-portal\[async\]"'):
        asyncio.run(gateway.acreate_session(customer=ALICE, deadline=soon))
    assert [record.levelname for record in records()] == ["ERROR"]


def test_deadline__that_has_passed(gate, stripe_server, records):
    with pytest.raises(StripeUnavailable, match="No time was left"):
        gate.create_session(customer=ALICE, deadline=Deadline.after(-1))
    assert not stripe_server.requests
    assert [record.levelname for record in records()] == ["WARNING"]


def test_fork__begins_anew(stripe_server):
    run_alone(stripe_server, after="import os; child = os.fork(); mint(); child and os.waitpid(child, 0)")
    parents, one, another = (request.connection for request in stripe_server.requests)
    assert parents == 1
    assert {one, another} == {1, 2}


def test_sdk_version__preview(monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", {"stripe": "16.2.0b1"}.get)

    assert gateway.sdk_version.__wrapped__() == (16, 2, 0)


def test_sdk_version__is_the_installed_one():
    assert ".".join(map(str, gateway.sdk_version())) == stripe.VERSION
