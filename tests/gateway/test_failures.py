"""The failure matrix: whatever goes wrong becomes one of our errors, within the deadline, with one log record."""

import logging
import time
from dataclasses import dataclass

import pytest

from django_billing_portal.exceptions import (
    FlowUnavailable,
    KeyRejected,
    StaleCustomer,
    StripeRefused,
    StripeUnavailable,
)
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import Answer

ALICE = CustomerRef("cus_alice")
KEY_ECHO = "sk_test_echoed0123456789abcd"
URL_ECHO = "https://billing.stripe.com/p/session/test_leaked"
RETURN_URL = "https://example.com/billing/return/tokenoftheirs/"
SECRETS = ("echoed", "test_leaked", "tokenoftheirs", "ofthissuite")
FOREVER = float("inf")
SLACK = 2


@dataclass(frozen=True)
class Case:
    name: str
    answer: Answer
    error: type
    level: str
    detail: str = ""
    seconds: float = 1.0

    def __str__(self):
        return self.name


def says(status, code=None, **error):
    body = {"error": {"message": f"About {KEY_ECHO} and {URL_ECHO}.", "type": "api_error", "code": code, **error}}
    return Answer(status=status, body=body)


CASES = [
    Case("wrong key", says(401), KeyRejected, "ERROR", "does not accept"),
    Case("missing right", says(403, message="lacks 'rak_customer_portal_write'"), KeyRejected, "ERROR", "rak_"),
    Case("card", says(402, type="card_error"), StripeRefused, "ERROR"),
    Case("unknown refusal", says(400, type="invalid_request_error"), StripeRefused, "ERROR"),
    Case("bad flow", says(400, param="flow_data[type]"), FlowUnavailable, "ERROR", r"flow_data\[type\]"),
    Case("feature off", says(400, message="this feature is disabled"), FlowUnavailable, "ERROR"),
    Case("two items", says(400, message="it has multiple items"), FlowUnavailable, "INFO"),
    Case("no customer", says(404, "resource_missing", param="customer"), StaleCustomer, "ERROR"),
    Case("idempotency", says(400, type="idempotency_error"), StripeRefused, "ERROR", "idempotency"),
    Case("in use", says(409, "idempotency_key_in_use"), StripeUnavailable, "WARNING", "under way"),
    Case("conflict", says(409), StripeUnavailable, "WARNING"),
    Case("rate limit", says(429, "rate_limit"), StripeUnavailable, "WARNING", "limits"),
    Case("old rate limit", says(400, "rate_limit"), StripeUnavailable, "WARNING", "limits"),
    Case("lock", says(429, "lock_timeout"), StripeUnavailable, "WARNING", "lock_timeout"),
    Case("broken", says(500), StripeUnavailable, "WARNING", "500"),
    Case("away", says(503), StripeUnavailable, "WARNING", "503"),
    Case("oauth", Answer(status=400, body={"error": "invalid_grant"}), StripeRefused, "ERROR", "InvalidGrantError"),
    Case("redirect", Answer(status=302, body={}, headers={"Location": URL_ECHO}), StripeUnavailable, "WARNING", "302"),
    Case("proxy's page", Answer(status=502, body=f"<h1>{URL_ECHO}".encode()), StripeUnavailable, "WARNING", "502"),
    Case("captive portal", Answer(body=f"<html>{URL_ECHO}".encode()), StripeUnavailable, "WARNING", "not Stripe"),
    Case("no page", Answer(status=404, body=f"<h1>{KEY_ECHO}".encode()), StripeUnavailable, "WARNING", "404"),
    Case("empty body", Answer(body=b""), StripeUnavailable, "WARNING"),
    Case("empty object", Answer(body={}), StripeUnavailable, "WARNING", "'id'"),
    Case("no url", Answer(body={"id": "bps_1"}), StripeUnavailable, "WARNING", "'url'"),
    Case("url is no text", Answer(body={"id": "bps_1", "url": 5}), StripeUnavailable, "WARNING", "'url'"),
    Case("odd time", Answer(body={"id": "b", "url": URL_ECHO, "created": "x"}), StripeUnavailable, "WARNING", "built"),
    Case("list", Answer(body=[]), StripeUnavailable, "WARNING", "no object"),
    Case("number", Answer(body=5), StripeUnavailable, "WARNING", "no object"),
    Case("not UTF-8", Answer(body=b'{"id": "\xff"}'), StripeUnavailable, "WARNING", "UTF-8"),
    Case("garbage", Answer(raw=b"\x00\xff" * 50 + b"\r\n\r\n"), StripeUnavailable, "WARNING", "broke"),
    Case("hangs up", Answer(cut=0), StripeUnavailable, "WARNING", "broke"),
    Case("hangs up half-way", Answer(cut=90), StripeUnavailable, "WARNING", "broke"),
    Case("hangs up in the body", Answer(cut=-20), StripeUnavailable, "WARNING", "broke"),
    Case("silence", Answer(delay=FOREVER), StripeUnavailable, "WARNING", "in time", seconds=0.5),
    Case("drip", Answer(drip=0.05), StripeUnavailable, "WARNING", "in time", seconds=0.5),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_failure__is_told_once_and_gives_nothing_away(case, gate, stripe_server, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    stripe_server.always = case.answer
    started = time.monotonic()
    with pytest.raises(case.error, match=case.detail or None) as caught:
        gate.create_session(customer=ALICE, return_url=RETURN_URL, deadline=Deadline.after(case.seconds))
    error = caught.value
    assert time.monotonic() - started < case.seconds + SLACK
    assert error.code == case.error.code
    assert error.__cause__ is error.__context__ is None
    (record,) = (record for record in caplog.records if record.name == "django_billing_portal")
    assert (record.levelname, record.billing_code) == (case.level, error.code)
    told = [str(error), repr(error), repr(vars(error)), error.message, caplog.text, *capsys.readouterr()]
    told += [repr(vars(record)) for record in caplog.records]
    assert not [secret for secret in SECRETS for text in told if secret in text]
