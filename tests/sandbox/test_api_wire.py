"""What every request and every answer has, whatever it is about."""

import json

import pytest
import stripe

from django_billing_portal.sandbox import server
from django_billing_portal.sandbox.exchange import Request
from django_billing_portal.sandbox.transport import SandboxTransport

pytestmark = pytest.mark.django_db
KEY = {"Authorization": "Bearer sk_test_suite"}


def ask(method: str, path: str, form: str = "", **headers: str):
    return server.handle(Request(method=method, path=path, form=form, headers=KEY | headers))


def test_answer__has_a_request_id(api):
    assert api.customers.retrieve("cus_alice").last_response.request_id.startswith("req_")


def test_answer__echoes_the_version():
    answer = ask("GET", "/v1/customers", **{"Stripe-Version": "2026-10-28.endive"})
    assert answer.headers["Stripe-Version"] == "2026-10-28.endive"


def test_answer__says_where_it_is_json():
    assert ask("GET", "/v1/customers").headers["Content-Type"] == "application/json"


def test_refusal__has_the_request_id_in_the_log_url():
    answer = ask("GET", "/v1/customers/cus_nobody")
    url = json.loads(answer.body)["error"]["request_log_url"]
    assert url.endswith(answer.headers["Request-Id"])


def test_refusal__leaves_out_what_there_is_nothing_to_say_about():
    assert "code" not in json.loads(ask("GET", "/v1/nothing").body)["error"]


def test_refusal__links_the_documentation_of_its_code():
    error = json.loads(ask("GET", "/v1/customers/cus_nobody").body)["error"]
    assert error["doc_url"] == "https://stripe.com/docs/error-codes/resource-missing"


def test_url__unknown():
    answer = ask("GET", "/v1/nothing")
    assert (answer.status, json.loads(answer.body)["error"]["message"][:46]) == (
        404,
        "Unrecognized request URL (GET: /v1/nothing). P",
    )


def test_url__known_with_another_method():
    assert ask("DELETE", "/v1/customers").status == 405


def test_url__sessions_cannot_be_read_back():
    assert ask("GET", "/v1/billing_portal/sessions/bps_1").status == 404


def test_key__missing():
    answer = server.handle(Request(method="GET", path="/v1/customers"))
    assert answer.status == 401
    assert json.loads(answer.body)["error"]["message"].startswith("You did not provide an API key.")


def test_key__of_another_scheme():
    request = Request(method="GET", path="/v1/customers", headers={"Authorization": "Basic c2tfdGVzdA=="})
    assert server.handle(request).status == 401


def test_key__header_in_any_case():
    request = Request(method="GET", path="/v1/customers", headers={"authorization": "bearer sk_test_suite"})
    assert server.handle(request).status == 200


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("sk_live_abcdefgh1234", "sk_live_********1234"),
        ("nonsense", "****ense"),
        ("sk_live_123", "sk_live_****"),
    ],
)
def test_key__not_a_test_key(key, shown, world, refusal):
    client = stripe.StripeClient(key, http_client=SandboxTransport())
    error = refusal(client.v1.customers.retrieve, "cus_alice")
    assert isinstance(error, stripe.AuthenticationError)
    assert error.user_message == f"Invalid API Key provided: {shown}"


def test_key__restricted(world):
    client = stripe.StripeClient("rk_test_suite", http_client=SandboxTransport())
    assert client.v1.customers.retrieve("cus_alice").id == "cus_alice"


def test_private_keys__stay_private(api):
    session = api.billing_portal.sessions.create({"customer": "cus_alice"})
    assert [key for key in session.to_dict() if key.startswith("_")] == []
