import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal.wire.redaction import WITHHELD, Sealed, redact

KEYS = ["sk_test_suite", "rk_live_51Habc", "pk_test_1", "sk_live_****1234", "sk_" + "a1" * 12, "whsec_abc123"]
URLS = ["https://billing.stripe.com/p/session/test_1", "http://127.0.0.1:1/x?y=z", "https:\\/\\/example.com\\/x"]
alphabet = st.characters(codec="ascii", categories=["L", "N"])


@pytest.mark.parametrize("secret", [*KEYS, *URLS, "Bearer abc.def"])
@pytest.mark.parametrize("around", ["%s", "before %s after", "'%s'", "(%s", "x%s", '"\\n%s"'])
def test_redact__takes_secrets_out(secret, around):
    redacted = redact(around % secret)
    assert secret not in redacted
    assert WITHHELD in redacted


@pytest.mark.parametrize("harmless", ["cus_1", "req_abc", "rak_customer_portal_write", "risk_level", "acct_12", ""])
def test_redact__leaves_the_rest(harmless):
    assert redact(harmless) == harmless


@given(st.text(), st.text(alphabet, min_size=1))
def test_redact__leaves_json_readable(text, path):
    body = json.dumps({"message": f'{text} "https://example.com/{path}" \\', "code": 1})
    assert json.loads(redact(body))["code"] == 1


def test_sealed__opens_for_parsers_only():
    sealed = Sealed('{"url": "https://billing.stripe.com/p/session/x"}')
    assert json.loads(sealed)["url"].startswith("https")
    assert {str(sealed), repr(sealed), f"{sealed}", f"{sealed:>5}", "%s" % sealed, "%r" % sealed} == {WITHHELD}  # noqa: UP031
