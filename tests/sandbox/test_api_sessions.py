"""Portal sessions, without and with a flow."""

import pytest
from django.test import override_settings

from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.sandbox import faults, schema, sessions, store

ALICE = {"customer": "cus_alice"}


@pytest.fixture
def mint(api):
    return api.billing_portal.sessions.create


def test_session__is_of_its_customer(mint):
    session = mint(ALICE)
    assert (session.customer, session.configuration, session.livemode) == ("cus_alice", "bpc_default", False)


def test_session__without_a_flow(mint):
    assert mint(ALICE).flow is None


def test_session__is_announced_without_its_url(api, mint):
    session = mint(ALICE)
    (event,) = api.events.list({"type": "billing_portal.session.created"}).data
    assert (event.data.object.id, event.data.object.url) == (session.id, "")


def test_url__has_the_origin_of_the_return_url(mint):
    url = mint(ALICE | {"return_url": "https://nordlicht.example/account/"}).url
    assert url.startswith("https://nordlicht.example/billing-sandbox/p/session/test_")


def test_url__has_the_origin_of_the_settings(mint):
    assert mint(ALICE).url.startswith("http://testserver/billing-sandbox/p/session/test_")


@override_settings(BILLING_PORTAL={"API_BASE": "sandbox"})
def test_url__has_the_development_servers_origin(mint):
    assert mint(ALICE).url.startswith("http://127.0.0.1:8000/billing-sandbox/p/session/test_")


@override_settings(ROOT_URLCONF="django.contrib.auth.urls")
def test_url__needs_the_sandbox_mounted(mint):
    with pytest.raises(NotConfigured, match="Mount the sandbox"):
        mint(ALICE)


def test_url__opens_the_session(mint):
    session = mint(ALICE)
    with sessions.opened(session.url.rstrip("/").rpartition("/")[2]) as opened:
        assert opened["id"] == session.id


def test_url__is_another_each_time(mint):
    assert mint(ALICE).url != mint(ALICE).url


def test_return_url__of_the_configuration(api, mint):
    api.billing_portal.configurations.update("bpc_default", {"default_return_url": "https://nordlicht.example/"})
    assert mint(ALICE).return_url == "https://nordlicht.example/"


def test_return_url__of_the_session_goes_first(api, mint):
    api.billing_portal.configurations.update("bpc_default", {"default_return_url": "https://nordlicht.example/"})
    assert mint(ALICE | {"return_url": "https://other.example/"}).return_url == "https://other.example/"


@pytest.mark.parametrize(
    "url", ["account", "/account/", "ftp://x.example/", "https://", "http://[x", "https://a b.c/"]
)
def test_return_url__that_is_none(mint, refusal, url):
    error = refusal(mint, ALICE | {"return_url": url})
    assert (error.code, error.param, error.user_message) == ("url_invalid", "return_url", "Not a valid URL")


def test_configuration__named(api, mint):
    made = api.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}})
    assert mint(ALICE | {"configuration": made.id}).configuration == made.id


def test_configuration__unknown(mint, refusal):
    error = refusal(mint, ALICE | {"configuration": "bpc_x"})
    assert (error.http_status, error.code, error.param, error.user_message) == (
        400,
        "resource_missing",
        "configuration",
        "No such configuration: 'bpc_x'",
    )


def test_configuration__inactive(api, mint, refusal):
    api.billing_portal.configurations.update("bpc_default", {"active": False})
    for params in (ALICE | {"configuration": "bpc_default"}, ALICE):
        assert refusal(mint, params).param == "configuration"


def test_configuration__no_default(mint, refusal):
    store.delete("bpc_default")
    error = refusal(mint, ALICE)
    assert (error.code, error.param) == (None, None)
    assert error.user_message == (
        "No configuration provided and your test mode default configuration has not been created. Provide a"
        " configuration or create your default by saving your customer portal settings in test mode at"
        " https://dashboard.stripe.com/test/settings/billing/portal."
    )


def test_configuration__default_switched_off(mint, refusal):
    faults.switch_on("no_configuration")
    assert "default configuration has not been created" in refusal(mint, ALICE).user_message


def test_configurations__none_is_the_default(api):
    faults.switch_on("no_configuration")
    assert api.billing_portal.configurations.list({"is_default": True}).data == []


def test_configuration__named_while_the_default_is_switched_off(mint):
    faults.switch_on("no_configuration")
    assert mint(ALICE | {"configuration": "bpc_default"}).configuration == "bpc_default"


def test_customer__missing(mint, refusal):
    error = refusal(mint, {})
    assert (error.code, error.param, error.user_message) == (
        "parameter_missing",
        "customer",
        "Missing required param: customer.",
    )


def test_customer__unknown(mint, refusal):
    error = refusal(mint, {"customer": "cus_x"})
    assert (error.http_status, error.code, error.param, error.user_message) == (
        400,
        "resource_missing",
        "customer",
        "No such customer: 'cus_x'",
    )


def test_customer__of_the_other_mode(mint, refusal):
    assert refusal(mint, {"customer": "cus_live"}).user_message == (
        "No such customer: 'cus_live'; a similar object exists in live mode, but a test mode key was used to make this"
        " request."
    )


def test_customer_account__known(mint):
    store.put(store.require("customer", "cus_alice", "id") | {"customer_account": "acct_alice"})
    assert mint({"customer_account": "acct_alice"}).customer_account == "acct_alice"


def test_customer_account__unknown(mint, refusal):
    assert refusal(mint, {"customer_account": "acct_x"}).param == "customer_account"


def test_on_behalf_of__is_kept(mint):
    assert mint(ALICE | {"on_behalf_of": "acct_1"}).on_behalf_of == "acct_1"


@pytest.mark.skipif(
    "after_expiration" not in schema.fields(schema.typed_params("billing_portal.SessionCreateParams")),
    reason="this stripe knows no recovery",
)
@pytest.mark.parametrize(
    "recovery", [None, {"type": "customer_login", "customer_login": {"expires_at": 2_000_000_000}}]
)
def test_after_expiration__is_echoed(mint, recovery):
    assert mint(ALICE | {"after_expiration": recovery}).to_dict()["after_expiration"] == recovery
