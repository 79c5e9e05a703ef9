"""The API over HTTP."""

import time

import pytest
import stripe
from django.test import Client, override_settings

from django_billing_portal.sandbox import faults, seeds

API = "/billing-sandbox/v1"
KEY = {"Authorization": "Bearer sk_test_suite"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def http(world) -> Client:
    return Client(enforce_csrf_checks=True, headers=KEY)


def test_get(http):
    assert http.get(f"{API}/customers/cus_alice").json()["email"] == "alice@example.com"


def test_get__with_parameters(http):
    found = http.get(f"{API}/customers", {"email": "alice@example.com"}).json()
    assert [each["id"] for each in found["data"]] == ["cus_alice"]


def test_post__needs_no_csrf_token(http):
    answer = http.post(f"{API}/billing_portal/sessions", "customer=cus_alice", content_type=FORM)
    assert (answer.status_code, answer.json()["customer"]) == (200, "cus_alice")


def test_delete(http):
    assert http.delete(f"{API}/customers/cus_nils").json()["deleted"] is True


def test_refusal(http):
    answer = http.get(f"{API}/customers/cus_x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")


def test_answer__is_not_cached(http):
    assert "no-store" in http.get(f"{API}/customers").headers["Cache-Control"]


def test_answer__has_a_request_id(http):
    assert http.get(f"{API}/customers").headers["Request-Id"].startswith("req_")


def test_key__missing(world):
    assert Client().get(f"{API}/customers").status_code == 401


def test_account__isolates(http):
    assert http.get(f"{API}/customers/cus_alice", headers={"Stripe-Account": "acct_1"}).status_code == 404


def test_down(http):
    faults.switch_on("down")
    assert http.get(f"{API}/customers").status_code == 503


def test_slow(http):
    faults.switch_on("slow", seconds=0.2)
    start = time.monotonic()
    assert http.get(f"{API}/customers").status_code == 200
    assert time.monotonic() - start >= 0.2


def test_garbage(http):
    faults.switch_on("garbage")
    assert http.get(f"{API}/customers").headers["Content-Type"] == "text/html"


@override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"})
def test_live_key__is_not_found(http, caplog):
    assert http.get(f"{API}/customers").status_code == 404
    assert "live API key" in caplog.text


@pytest.mark.parametrize("middleware", ["django.contrib.auth.middleware.LoginRequiredMiddleware"])
def test_login__is_not_asked_for(http, settings, middleware):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, middleware]
    assert http.get(f"{API}/customers").status_code == 200


def test_sdk__of_another_process(live_server, transactional_db):
    seeds.seed()
    client = stripe.StripeClient(
        "sk_test_suite",
        base_addresses={"api": f"{live_server.url}/billing-sandbox"},
        http_client=stripe.UrllibClient(),
    )
    assert client.v1.customers.retrieve("cus_alice").email == "alice@example.com"
