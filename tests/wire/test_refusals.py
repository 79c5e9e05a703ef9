"""Stripe's texts, as far as they are known, and what becomes of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal.exceptions import (
    Fault,
    FlowUnavailable,
    FlowUnsupported,
    KeyRejected,
    NotConfigured,
    StaleCustomer,
    StripeRefused,
    StripeUnavailable,
)
from django_billing_portal.wire.attempts import Trail
from django_billing_portal.wire.faults import WireError
from django_billing_portal.wire.problems import Problem
from django_billing_portal.wire.refusals import explain

OPERATOR, CUSTOMER, DATA, CODE, TRANSIENT = Fault.OPERATOR, Fault.CUSTOMER, Fault.DATA, Fault.CODE, Fault.TRANSIENT
DASHBOARD = "https://dashboard.stripe.com/test/settings/billing/portal"
COUPON = "flow_data[subscription_cancel][retention][coupon_offer][coupon]"
TEXTS = [
    (
        (
            "No configuration provided and your test mode default configuration has not been created. Provide a "
            f"configuration or create your default by saving your customer portal settings in test "
            f"mode at {DASHBOARD}."
        ),
        {},
        NotConfigured,
        OPERATOR,
        "set CONFIGURATION",
    ),
    (
        "No configuration provided and your live mode default configuration has not been created. Provide …",
        {},
        NotConfigured,
        OPERATOR,
        "set CONFIGURATION",
    ),
    (
        (
            "You can't create a portal session in test mode until you save your customer portal settings in test mode "
            f"at {DASHBOARD}."
        ),
        {},
        NotConfigured,
        OPERATOR,
        "set CONFIGURATION",
    ),
    (
        "Your PortalConfiguration does not have a `default_return_url`, and you did not provide a `return_url`.",
        {},
        NotConfigured,
        OPERATOR,
        "RETURN_URL",
    ),
    ("Not a valid URL", {"code": "url_invalid", "param": "return_url"}, NotConfigured, OPERATOR, "in return_url"),
    (
        "Livemode requests must always be redirected via HTTPS.",
        {"param": "return_url"},
        NotConfigured,
        OPERATOR,
        "https",
    ),
    (
        (
            "This subscription cannot be updated because the subscription update feature in the "
            "portal configuration is "
            "disabled."
        ),
        {},
        FlowUnavailable,
        OPERATOR,
        "feature",
    ),
    (
        (
            "This subscription cannot be updated because it has no price in the portal configuration available to "
            "change to."
        ),
        {},
        FlowUnavailable,
        OPERATOR,
        "offers no price",
    ),
    (
        (
            "The item `si_1` cannot be updated to price `price_2` because the configuration `bpc_3` "
            "does not include the "
            "price in its `features[subscription_update][products]`."
        ),
        {},
        FlowUnavailable,
        OPERATOR,
        "does not list the price",
    ),
    (
        "Cannot update the subscription because there are no changes to confirm.",
        {},
        FlowUnavailable,
        CUSTOMER,
        "already",
    ),
    (
        "This PortalSession cannot update subscription sub_1 because it has multiple items.",
        {},
        FlowUnavailable,
        CUSTOMER,
        "several items",
    ),
    (
        "The subscription sub_1 is already set to be canceled at period end.",
        {},
        FlowUnavailable,
        CUSTOMER,
        "cancelled already",
    ),
    (
        "The subscription sub_1 cannot be paused because it does not use flexible billing mode.",
        {},
        FlowUnavailable,
        CUSTOMER,
        "state of the subscription",
    ),
    (
        "The price specified is inactive. This field only accepts active prices. (price_1)",
        {"param": "flow_data[subscription_update_confirm][items][0][price]"},
        FlowUnavailable,
        OPERATOR,
        "archived",
    ),
    ("Coupon expired: STAY", {"code": "coupon_expired", "param": COUPON}, FlowUnavailable, OPERATOR, "redeemed"),
    ("This promotion code is expired or inactive: promo_1", {}, FlowUnavailable, OPERATOR, "redeemed"),
    (
        "The configuration `bpc_1` is inactive and cannot be used.",
        {"param": "configuration"},
        NotConfigured,
        OPERATOR,
        "activate it",
    ),
    ("No such coupon: 'STAY'", {"code": "resource_missing", "param": COUPON}, FlowUnavailable, OPERATOR, "coupon"),
    (
        "No such promotion code: 'promo_1'",
        {"code": "resource_missing"},
        FlowUnavailable,
        OPERATOR,
        "promotion code",
    ),
    ("No such price: 'price_1'", {"code": "resource_missing"}, FlowUnavailable, OPERATOR, "price"),
    ("No such subscription: 'sub_1'", {"code": "resource_missing"}, FlowUnavailable, CUSTOMER, "subscription"),
    ("No such subscription_item: 'si_1'", {"code": "resource_missing"}, FlowUnavailable, CUSTOMER, "subscription"),
    ("No such customer: 'cus_1'", {"code": "resource_missing", "param": "customer"}, StaleCustomer, DATA, "know"),
    ("No such customer: 'cus_1'", {"code": "resource_missing", "param": "id"}, StaleCustomer, DATA, "know"),
    ("(reworded)", {"code": "resource_missing", "param": "customer_account"}, StaleCustomer, DATA, "know"),
    (
        (
            "No such customer: 'cus_1'; a similar object exists in test mode, but a live mode key "
            "was used to make this "
            "request."
        ),
        {"code": "resource_missing", "param": "customer", "status": 404},
        StaleCustomer,
        DATA,
        "exists in test mode",
    ),
    (
        "No such configuration: 'bpc_1'",
        {"code": "resource_missing", "param": "configuration"},
        NotConfigured,
        OPERATOR,
        "configuration",
    ),
    ("(reworded)", {"code": "resource_missing", "param": "configuration"}, NotConfigured, OPERATOR, "configuration"),
    ("No such account: 'acct_1'", {"param": "on_behalf_of"}, NotConfigured, OPERATOR, "connected account"),
    (
        (
            "The provided key 'rk_test_1' does not have the required permissions for this endpoint "
            "on account 'acct_1'. "
            "Having the 'rak_customer_portal_write' permission would allow this request to continue."
        ),
        {"kind": "PermissionError", "status": 403},
        KeyRejected,
        OPERATOR,
        "lacks the rak_customer_portal_write",
    ),
    ("(reworded)", {"kind": "PermissionError", "status": 403}, KeyRejected, OPERATOR, "right that this call needs"),
    (
        (
            "The provided key 'sk_test_1' does not have access to account 'acct_1' (or that account does not exist). "
            "Application access may have been revoked."
        ),
        {"kind": "PermissionError", "status": 403, "code": "account_invalid"},
        KeyRejected,
        OPERATOR,
        "connected account",
    ),
    (
        "Invalid API Key provided: sk_test_1",
        {"kind": "AuthenticationError", "status": 401},
        KeyRejected,
        OPERATOR,
        "API_KEY complete",
    ),
    (
        "Cannot enable subscription updates while payment method update is disabled.",
        {},
        NotConfigured,
        OPERATOR,
        "change payment methods",
    ),
    ("Only active, per unit licensed prices are supported.", {}, NotConfigured, OPERATOR, "archived"),
    (
        (
            "This object can't be accessed right now because another API request or Stripe process "
            "currently accessing "
            "it. …"
        ),
        {"kind": "RateLimitError", "status": 429, "code": "lock_timeout"},
        StripeUnavailable,
        TRANSIENT,
        "lock_timeout",
    ),
    (
        "Request rate limit exceeded",
        {"kind": "RateLimitError", "status": 429, "code": "rate_limit"},
        StripeUnavailable,
        TRANSIENT,
        "rate",
    ),
    (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. …",
        {"kind": "IdempotencyError"},
        StripeRefused,
        CODE,
        "idempotency key",
    ),
    (
        "Received unknown parameter: flow_data[subscription_pause]",
        {"code": "parameter_unknown", "param": "flow_data[subscription_pause]"},
        FlowUnsupported,
        OPERATOR,
        "upgrade stripe",
    ),
    ("(never heard)", {"param": "flow_data[type]"}, FlowUnavailable, OPERATOR, "flow_data"),
    ("(never heard)", {"param": "locale"}, StripeRefused, OPERATOR, "parameter locale"),
    ("Your card.", {"kind": "CardError", "status": 402}, StripeRefused, OPERATOR, "402"),
]


def problem(message="", **known):
    return Problem(
        **{"kind": "InvalidRequestError", "status": 400, "message": message, "request_id": "req_1", **known}
    )


@pytest.mark.parametrize(("message", "known", "error", "fault", "detail"), TEXTS, ids=[row[0][:40] for row in TEXTS])
def test_explain__what_stripe_says(message, known, error, fault, detail):
    refusal = explain(problem(message, **known))
    assert isinstance(refusal.error, error)
    assert (refusal.error.code, refusal.error.fault) == (error.code, fault)
    assert detail in str(refusal.error)
    assert refusal.error.request_id == "req_1"
    assert refusal.said == message


@pytest.mark.parametrize(
    ("kind", "error", "alive"),
    [
        ("WrongSetup", NotConfigured, True),
        ("WireError", StripeUnavailable, False),
        ("MalformedAnswer", StripeUnavailable, False),
        ("APIConnectionError", StripeUnavailable, False),
        ("UnicodeDecodeError", StripeUnavailable, False),
        ("RuntimeError", StripeUnavailable, True),
        ("APIError", StripeUnavailable, False),
        ("ZeroDivisionError", StripeRefused, True),
    ],
)
def test_explain__what_python_says(kind, error, alive):
    refusal = explain(problem(kind=kind, status=None))
    assert isinstance(refusal.error, error)
    assert refusal.alive is alive
    assert not refusal.said


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_explain__stripe_is_not_well(status):
    refusal = explain(problem(kind="APIError", status=status))
    assert not refusal.alive
    assert refusal.error.retry_after == 5


def test_explain__a_refusal_needs_no_patience():
    assert explain(problem("No such customer: 'cus_1'")).error.retry_after is None


def test_explain__curly_braces_of_others_stay_text():
    assert "{0.__class__}" in explain(problem(param="{0.__class__}")).error.detail


@given(st.text(), st.none() | st.text(), st.none() | st.text(), st.none() | st.integers(100, 599), st.text())
def test_explain__has_an_answer_to_everything_and_quotes_nobody(message, code, param, status, kind):
    refused = Problem(kind=kind, message=f"their words: {message}", code=code, param=param, status=status)
    assert "their words" not in str(explain(refused).error)


class Theirs(Exception):
    """Stands for the SDK's exceptions, of which only some fill ``code``."""

    user_message = "The key sk_test_0123456789abcdefgh at https://billing.stripe.com/p/session/x"
    http_status = 429

    class error:  # noqa: N801
        code = "rate_limit"
        param = "customer"


def test_problem__reads_what_the_sdk_hides():
    found = Problem.of(Theirs("secret"), Trail(request_id="req_9"))
    assert (found.code, found.param, found.status, found.request_id) == ("rate_limit", "customer", 429, "req_9")
    assert found.message == "The key [withheld] at [withheld]"


def test_problem__of_the_wire():
    found = Problem.of(Theirs(), Trail(fault=WireError("No answer came in time.")))
    assert (found.kind, found.message) == ("WireError", "No answer came in time.")


def test_problem__quotes_no_other_exception():
    assert Problem.of(ValueError("Invalid header value b'Bearer sk_live_1'"), Trail()).message == ""


def test_problem__names_the_place():
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018
    assert Problem.of(caught.value, Trail()).place.startswith("test_refusals.py:")


def test_problem__without_a_place():
    assert Problem.of(ZeroDivisionError(), Trail()).place == "an unknown place"
