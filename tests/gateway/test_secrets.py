"""What the SDK would print, and where it would put it."""

import logging
import warnings

import pytest
import stripe

from django_billing_portal import gateway
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
from tests.gateway.alone import run_alone
from tests.stand_in import PORTAL, Answer

ALICE = CustomerRef("cus_alice")
RETURN_URL = "https://example.com/billing/return/tokenoftheirs/"


@pytest.fixture
def console(monkeypatch):
    """Switch the SDK's printing on, and forget that afterwards."""
    monkeypatch.setattr(stripe, "log", None)
    return lambda level: monkeypatch.setattr(stripe, "log", level)


def test_secrets__not_in_the_sdks_log(gate, stripe_server, soon, records, caplog):
    gate.create_session(customer=ALICE, return_url=RETURN_URL, deadline=soon)
    assert "Request to Stripe api" in caplog.text
    assert PORTAL not in caplog.text
    assert "tokenoftheirs" not in caplog.text


def test_secrets__the_projects_own_calls_stay_in_the_log(stripe_server, caplog):
    caplog.set_level(logging.DEBUG, logger="stripe")
    gateway.create_session(customer=ALICE, deadline=Deadline.after(10))
    client = stripe.StripeClient(
        "sk_test_theirs", base_addresses={"api": stripe_server.url}, http_client=stripe.RequestsClient(timeout=5)
    )
    client.v1.customers.retrieve("cus_theirs")
    client._requestor._client.close()
    assert "cus_theirs" in caplog.text


@pytest.mark.parametrize("level", ["debug", "info", None])
def test_secrets__not_on_the_console(gate, stripe_server, console, capsys, level):
    console(level)
    gate.create_session(customer=ALICE, return_url=RETURN_URL, deadline=Deadline.after(10))
    printed = capsys.readouterr().err
    assert ("Request to Stripe api" in printed) is bool(level)
    assert PORTAL not in printed
    assert "tokenoftheirs" not in printed


def test_secrets__tell_that_the_console_is_turned_down(gate, stripe_server, soon, console, records):
    console("debug")
    gate.create_session(customer=ALICE, deadline=soon)
    gate.create_session(customer=ALICE, deadline=soon)
    assert [record.levelname for record in records()] == ["WARNING"]


def test_secrets__not_on_the_console_by_environment(stripe_server):
    printed = run_alone(stripe_server, STRIPE_LOG="debug")
    assert "Request to Stripe api" in printed
    assert "tokenoftheirs" not in printed
    assert PORTAL not in printed


def test_telemetry__leaves_nothing_at_home(stripe_server, tmp_path):
    run_alone(stripe_server, HOME=str(tmp_path))
    assert not list(tmp_path.iterdir())
    assert "x-stripe-client-telemetry" not in stripe_server.requests[0].headers


def test_telemetry__needs_no_home(stripe_server):
    run_alone(stripe_server, before="import pwd; pwd.getpwuid = dict().__getitem__")
    assert len(stripe_server.requests) == 1


def test_notice__does_not_warn(gate, stripe_server, soon, records):
    notice = {"Stripe-Notice": f"Look at {PORTAL}x, please."}
    stripe_server.always = Answer(headers=notice)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gate.create_session(customer=ALICE, deadline=soon)
    assert [record.getMessage() for record in records()] == ["Stripe has a notice: Look at [withheld] please."]


def test_app_info__says_who_asks(gate, stripe_server, soon):
    gate.create_session(customer=ALICE, deadline=soon)
    assert "django-billing-portal/" in stripe_server.requests[0].headers["user-agent"]


def test_app_info__leaves_the_projects_own(stripe_server):
    run_alone(stripe_server, before="import stripe; stripe.set_app_info('their-shop')")
    assert "their-shop" in stripe_server.requests[0].headers["user-agent"]
