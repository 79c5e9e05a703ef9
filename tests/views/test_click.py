import re
from html import unescape

import pytest
from django.db import connections
from django.test.utils import override_script_prefix

from django_billing_portal.models import PortalSession
from django_billing_portal.refs import SubjectRef
from django_billing_portal.resolvers import AttributePath
from django_billing_portal.views.choices import Choice
from django_billing_portal.views.forwarding import SeeOther
from tests.factories import TeamFactory

pytestmark = pytest.mark.usefixtures("minted")


def session() -> PortalSession:
    return PortalSession.objects.get()


def test_click__leads_to_stripe(alice_client, minted) -> None:
    response = alice_client.post("/billing/")

    [at_stripe] = minted()
    assert (response.status_code, response["Location"]) == (303, at_stripe["url"])


def test_click__tells_stripe_nothing_and_is_not_kept(alice_client) -> None:
    response = alice_client.post("/billing/")

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_click__opens_the_home_page_for_oneself(alice_client, alice) -> None:
    alice_client.post("/billing/")

    assert (session().user, session().subject_id, session().flow_name) == (alice, str(alice.pk), "")
    assert session().source == "button"


def test_click__by_the_name_of_a_flow(alice_client, minted) -> None:
    alice_client.post("/billing/", {"flow": "update-card"})

    assert minted()[0]["flow"]["type"] == "payment_method_update"


def test_click__signed_choice_of_a_team(alice_client, alice, portal) -> None:
    portal(RESOLVER=AttributePath("stripe_customer_id", authorize=lambda *, user, subject: subject.owner == user))
    team = TeamFactory(owner=alice, stripe_customer_id="cus_alice")
    choice = Choice(flow="update-card", subject=SubjectRef.of(team), next="/team/").signed(alice)

    alice_client.post("/billing/", {"choice": choice})

    assert (session().subject_type, session().subject_id) == ("people.team", str(team.pk))
    assert session().return_to == "http://testserver/team/"


def test_click__team_of_somebody_else(alice_client, alice, bob, portal, billing_codes) -> None:
    portal(RESOLVER=AttributePath("stripe_customer_id", authorize=lambda *, user, subject: subject.owner == user))
    team = TeamFactory(owner=bob, stripe_customer_id="cus_bob")

    response = alice_client.post("/billing/", {"choice": Choice(subject=SubjectRef.of(team)).signed(alice)})

    assert response.status_code == 404
    assert billing_codes() == ["not_allowed"]


@pytest.mark.parametrize(
    "field", ["subject", "next", "return_to", "configuration", "on_behalf_of", "customer", "flow_data[type]", "coupon"]
)
def test_click__browsers_set_nothing_else(alice_client, minted, field: str) -> None:
    alice_client.post("/billing/", {field: "https://evil.example/"})

    assert "evil" not in str(minted()[0])
    assert session().return_to == "http://testserver/account/"


def test_click__unsafe_next(alice_client, alice, billing_codes) -> None:
    choice = Choice(next="https://evil.example/").signed(alice)

    assert alice_client.post("/billing/", {"choice": choice}).status_code == 400
    assert billing_codes() == ["unsafe_url"]


def test_click__behind_a_proxy(alice_client, minted, settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.USE_X_FORWARDED_HOST = True
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost"}

    alice_client.post("/billing/", headers=headers)

    assert minted()[0]["return_url"].startswith("https://localhost/billing/return/")


def test_click__under_a_prefix(alice_client, minted) -> None:
    with override_script_prefix("/app/"):
        alice_client.post("/billing/", SCRIPT_NAME="/app")

    assert minted()[0]["return_url"].startswith("http://testserver/app/billing/return/")


def test_click__signed_out_keeps_the_choice(client, alice) -> None:
    choice = Choice(flow="update-card").signed(alice)

    response = client.post("/billing/", {"choice": choice}, follow=True)

    login = response.redirect_chain[-1][0]
    assert login.startswith("/login/?next=/billing/%3Fchoice%3D")
    assert not PortalSession.objects.exists()


@pytest.mark.parametrize("middleware", [[], ["django.contrib.auth.middleware.LoginRequiredMiddleware"]])
def test_click__signed_out(client, settings, middleware: list[str]) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *middleware]

    response = client.post("/billing/", {"flow": "leave"})

    assert (response.status_code, response["Location"]) == (303, "/billing/?flow=leave")


def test_click__htmx(alice_client, minted) -> None:
    response = alice_client.post("/billing/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (204, minted()[0]["url"])


def test_click__too_many(alice_client, portal) -> None:
    portal(MINTS_PER_MINUTE=1, REUSE_SECONDS=0)
    alice_client.post("/billing/")

    response = alice_client.post("/billing/")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60


def test_page_instead_of_redirect__refreshes_and_links(alice_client, minted, portal) -> None:
    portal(REDIRECT="page")

    response = alice_client.post("/billing/")

    html, url = unescape(response.text), minted()[0]["url"]
    assert response.status_code == 200
    assert f'<meta http-equiv="refresh" content="0; url={url}">' in html
    assert re.search(rf'<a [^>]*href="{re.escape(url)}"', html)


def test_page_instead_of_redirect__tells_nobody(alice_client, portal) -> None:
    portal(REDIRECT="page")

    response = alice_client.post("/billing/")

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_page_instead_of_redirect__not_for_htmx(alice_client, minted, portal) -> None:
    portal(REDIRECT="page")

    response = alice_client.post("/billing/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == minted()[0]["url"]


def test_see_other__hides_where_it_leads() -> None:
    assert repr(SeeOther("https://billing.stripe.com/p/session/x")) == "<SeeOther status_code=303>"


@pytest.mark.django_db(transaction=True)
def test_click__outside_the_requests_transaction(alice_client, billing_codes, monkeypatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)

    assert alice_client.post("/billing/").status_code == 303
    assert "minted_in_transaction" not in billing_codes()
