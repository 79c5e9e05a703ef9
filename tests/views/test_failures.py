import re

import pytest

from django_billing_portal.exceptions import (
    BillingPortalError,
    Busy,
    FlowUnavailable,
    NoCustomer,
    NotAllowed,
    NotConfigured,
    StaleCustomer,
    StripeRefused,
    StripeUnavailable,
    TooManyRequests,
    UnsafeURL,
)
from django_billing_portal.refs import SubjectRef
from django_billing_portal.resolvers import Callables, PortalCustomers
from django_billing_portal.views.choices import Choice
from tests.factories import TeamFactory

SECRETS = "No such customer: 'cus_alice' https://billing.stripe.com/p/session/test_1"
ERRORS = [NotAllowed, NotConfigured, StaleCustomer, StripeRefused, StripeUnavailable, Busy, TooManyRequests, UnsafeURL]


@pytest.mark.parametrize("error", ERRORS)
def test_failure__says_its_sentence_with_its_status(alice_client, failing, error: type[BillingPortalError]) -> None:
    failing(error(SECRETS))

    response = alice_client.post("/billing/")

    assert response.status_code == error.status
    assert f'data-code="{error.code}">{error.sentence}</p>' in response.text


@pytest.mark.parametrize("error", [*ERRORS, NoCustomer, FlowUnavailable])
def test_failure__shows_no_detail(alice_client, failing, error: type[BillingPortalError]) -> None:
    failing(error(SECRETS, request_id="req_1"))

    html = alice_client.post("/billing/", {"flow": "leave"}).text

    assert not re.search(r"cus_|req_|stripe\.com|STAY20", html)


def test_failure__logged_once(alice_client, failing, billing_codes) -> None:
    failing(StripeUnavailable("Timed out.", request_id="req_1"))

    alice_client.post("/billing/")

    assert billing_codes() == ["stripe_unavailable"]


def test_failure__passing_one_can_be_tried_again(alice_client, alice, failing) -> None:
    failing(StripeUnavailable("Timed out."))
    choice = Choice(flow="leave", next="/team/").signed(alice)

    response = alice_client.post("/billing/", {"choice": choice})

    assert response["Retry-After"] == "5"
    assert "Try again</button>" in response.text
    assert Choice.opened(response.context["failure"].retry, alice) == Choice(flow="leave", next="/team/")


def test_failure__knows_how_long_to_wait(alice_client, failing) -> None:
    failing(TooManyRequests("More than 10.", retry_after=42))

    assert alice_client.post("/billing/")["Retry-After"] == "42"


def test_failure__lasting_one_is_not_tried_again(alice_client, failing) -> None:
    failing(NotConfigured("No key."))

    response = alice_client.post("/billing/")

    assert "Retry-After" not in response
    assert "<form" not in response.text


def test_failure__leads_back(alice_client, failing) -> None:
    failing(Busy("Full."))

    assert '<a href="http://testserver/account/">Back</a>' in alice_client.post("/billing/").text


def test_failure__is_not_cached(alice_client, failing) -> None:
    failing(Busy("Full."))

    assert "no-store" in alice_client.post("/billing/")["Cache-Control"]


def test_flow_unavailable__offers_the_portals_home(alice_client, alice, failing) -> None:
    failing(FlowUnavailable("Several subscriptions."))
    choice = Choice(flow="leave", next="/team/").signed(alice)

    response = alice_client.post("/billing/", {"choice": choice})

    assert response.status_code == 409
    assert "Open the billing portal</button>" in response.text
    assert Choice.opened(response.context["failure"].home, alice) == Choice(next="/team/")


def test_flow_unavailable__at_home_already(alice_client, failing) -> None:
    failing(FlowUnavailable("The configuration is off."))

    assert "<form" not in alice_client.post("/billing/").text


def test_no_customer__friendly_page(eve_client) -> None:
    response = eve_client.post("/billing/")

    assert response.status_code == 404
    assert "No billing account yet</h1>" in response.text


def test_no_customer__learns_it_without_a_click(eve_client, billing_codes) -> None:
    assert "No billing account yet</h1>" in eve_client.get("/billing/?flow=leave").text
    assert billing_codes() == ["no_customer"]


def test_no_customer__one_click_creates_it(eve_client, portal) -> None:
    portal(CREATE_CUSTOMERS=True)

    assert "Use another card" in eve_client.get("/billing/").text


def test_page__of_a_team_that_is_not_theirs(alice_client, alice, billing_codes) -> None:
    choice = Choice(subject=SubjectRef.of(TeamFactory())).signed(alice)

    assert alice_client.get("/billing/", {"choice": choice}).status_code == 404
    assert billing_codes() == ["not_allowed"]


def test_page__resolver_fails(alice_client, failing) -> None:
    failing(StripeUnavailable("The project asks Stripe itself."))

    assert alice_client.get("/billing/").status_code == 503


def test_unforeseen__shows_nothing(alice_client, portal) -> None:
    def resolve(*, subject):
        raise RuntimeError(SECRETS)

    portal(RESOLVER=Callables(resolve=resolve))
    alice_client.raise_request_exception = False

    response = alice_client.post("/billing/")

    assert response.status_code == 500
    assert not re.search(r"cus_|stripe\.com|Traceback", response.text)


@pytest.mark.parametrize("url", ["account", "/account/"])
def test_no_customer__projects_own_page(eve_client, portal, url: str) -> None:
    portal(NO_CUSTOMER_URL=url)

    response = eve_client.post("/billing/")

    assert (response.status_code, response["Location"]) == (303, "/account/")


def test_no_customer__projects_own_page_is_gone(eve_client, portal, billing_codes) -> None:
    portal(NO_CUSTOMER_URL="no-such-page")

    assert "No billing account yet</h1>" in eve_client.post("/billing/").text
    assert billing_codes() == ["no_customer", "not_configured"]


def test_unknown_flow__posted(alice_client, billing_codes) -> None:
    assert alice_client.post("/billing/", {"flow": "refund"}).status_code == 404
    assert billing_codes() == ["unknown_flow"]


def test_invalid_token__posted(alice_client, billing_codes) -> None:
    assert alice_client.post("/billing/", {"choice": "forged"}).status_code == 404
    assert billing_codes() == ["invalid_token"]


@pytest.mark.usefixtures("minted")
def test_htmx__is_sent_to_a_page_that_says_it(alice_client, alice, failing, portal) -> None:
    failing(Busy("Full."))
    choice = Choice(next="/team/").signed(alice)

    response = alice_client.post("/billing/", {"choice": choice}, headers={"HX-Request": "true"})

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    portal(RESOLVER=PortalCustomers())
    page = alice_client.get(response["HX-Redirect"])
    assert str(Busy.sentence) in page.text
    assert page.context["back_url"] == "http://testserver/team/"


def test_htmx__no_customer(eve_client, portal) -> None:
    portal(NO_CUSTOMER_URL="/account/")

    response = eve_client.post("/billing/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (204, "/account/")
