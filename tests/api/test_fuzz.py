"""Whatever is posted has a documented answer, and nothing reaches Stripe but what the project offers.

FUZZ=1 tries ten thousand bodies, half of them at each door; --log-cli-level=INFO tells the answers.
"""

import json
import logging
import os
import re
from collections import Counter

import pytest

pytest.importorskip("rest_framework")
pytest.importorskip("yaml")

from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from django_billing_portal import gateway
from django_billing_portal.flows import BUILT_IN
from django_billing_portal.locales import LOCALES
from django_billing_portal.models import PortalSession
from django_billing_portal.resolvers import PortalCustomers
from tests.api.description import committed
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory
from tests.stand_in import StandIn
from tests.storefront import FLOWS
from tests.test_redirects import APPS, DECEPTIVE, NASTY

pytestmark = pytest.mark.django_db
logger = logging.getLogger(__name__)

BODIES = 5_000 if os.environ.get("FUZZ") else 100
HOSTS = ["app.example", "http://localhost:3000"]
PLACES = re.compile(r"(http://testserver|https://app\.example|http://localhost:3000)([/?#]|$)")
WAY_BACK = re.compile(r"http://testserver/billing/return/[\w:-]+/")
OFFERED = ["payment_method_update", "subscription_cancel"]

#: What Stripe or our own code would take, and browsers may not choose.
FORBIDDEN = [
    *["coupon", "price", "discount", "discounts", "promotion_code", "items", "quantity", "retention", "metadata"],
    *["configuration", "on_behalf_of", "account", "stripe_account", "stripe_version", "api_key", "customer", "expand"],
    *["return_url", "flow_data", "after_completion", "after_expiration", "user", "reuse", "origin", "source"],
]
IDS = ["sub_1", "sub_other", "cus_other", "acct_other", "bpc_other", "price_other", "STAY20", "https://evil.example/"]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(IDS)
keys = st.sampled_from(FORBIDDEN) | st.text(max_size=9)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=6
)


def well_formed(teams):
    """Make wishes that are refused for what they mean, if at all."""
    subjects = st.fixed_dictionaries(
        {
            "type": st.sampled_from(["people.team", "People.Team", "auth.user", "billing_portal.portalcustomer"]),
            "id": st.sampled_from([str(teams[0].pk), str(teams[0].pk), str(teams[1].pk), "1"]),
        }
    )
    places = st.sampled_from(["/done/", "https://app.example/x", "https://evil.example/", *APPS])
    fields = {
        "subscription": st.sampled_from(["sub_1", "sub_other"]),
        "subject": subjects,
        "return_to": places,
        "locale": st.sampled_from([*sorted(LOCALES), "pt-br", "de-at"]),
    }
    flow = st.sampled_from(["update-card", "leave", "LEAVE", *OFFERED]).map(lambda name: {"flow": name})
    type = st.sampled_from([*OFFERED, *BUILT_IN]).map(lambda name: {"type": name})
    chosen = st.one_of(st.just({}), flow, flow, flow, type)
    return st.builds(dict.__or__, st.fixed_dictionaries({}, optional=fields), chosen)


subscriptions = st.sampled_from(["sub_1\n", "sub_1&customer=cus_other", "../customers"]) | NASTY
languages = st.text(max_size=25)
twisted = st.one_of(
    st.fixed_dictionaries({}, optional={"return_to": DECEPTIVE | anything}),
    st.fixed_dictionaries({}, optional={"subscription": subscriptions | anything, "subject": anything}),
    st.fixed_dictionaries({}, optional={"flow": anything, "type": anything, "locale": languages | anything}),
    st.dictionaries(keys | st.sampled_from(["flow[type]", "__proto__"]), anything, min_size=1, max_size=2),
)


def wishes(teams):
    """Make objects, half of them with something that is wrong, or that must mean nothing."""
    return well_formed(teams) | st.builds(dict.__or__, well_formed(teams), twisted)


def bodies(teams):
    """Make bodies: mostly objects, some with a name twice, some cut short, some that were never JSON."""
    objects = wishes(teams).map(lambda wish: json.dumps(wish).encode())
    twice = st.tuples(objects, objects).map(lambda pair: pair[0][:-1] + b", " + pair[1][1:])
    cut = st.tuples(objects, st.integers(0, 60)).map(lambda pair: pair[0][: pair[1]])
    no_object = anything.map(lambda value: json.dumps(value).encode())
    return st.one_of(objects, objects, objects, objects, no_object, twice, cut, st.binary())


ODD_TYPES = ["application/json; charset=utf-16", "text/plain", "multipart/form-data", ""]
TYPES = st.sampled_from(["application/json"] * 12 + ODD_TYPES)


def own_or_team(*, user, subject):
    return user in {subject, getattr(subject, "owner", None)}


@pytest.fixture
def stripe(portal, caplog):
    # Thousands of refusals are what this is about.
    for name in ("django.request", "django_billing_portal", "stripe"):
        caplog.set_level("CRITICAL", name)
    with StandIn() as server:
        portal(
            API_BASE=server.url,
            RESOLVER=PortalCustomers(authorize=own_or_team),
            FLOWS=FLOWS,
            API_FLOW_TYPES=OFFERED,
            API_SUBJECTS=["people.team"],
            RETURN_APPS=APPS,
            RETURN_HOSTS=HOSTS,
            REUSE_SECONDS=0,
            MINTS_PER_MINUTE=0,
            API_THROTTLE_RATE=None,
        )
        yield server
    gateway.forget()


@pytest.fixture(scope="module")
def documented():
    """Return the statuses that a post may be answered with, and the codes of each."""
    answers = committed()["paths"]["/api/billing/sessions/"]["post"]["responses"]
    return {int(status): codes(answer["content"].values()) for status, answer in answers.items()}


def codes(contents):
    return {each["value"].get("code") for content in contents for each in content["examples"].values()}


@pytest.fixture
def teams(alice):
    """Make a team of Alice's and one of somebody else's, each with a customer."""
    own, other = TeamFactory(owner=alice), TeamFactory(owner=UserFactory())
    PortalCustomerFactory(subject=own, customer="cus_team")
    PortalCustomerFactory(subject=other, customer="cus_other")
    return own, other


def test_post__anything(alice_client, stripe, teams, documented, door):
    seen = Counter()

    @effort(max_examples=BODIES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(bodies(teams), TYPES)
    # What has to come up in every run, whatever chance brings.
    @example(b"{}", "application/json")
    @example(b'{"flow": "leave"}', "application/json")
    @example(b'{"subscription": 1}', "application/json")
    def post(body, content_type):
        stripe.requests.clear()
        # Not post(): the client would decode what never was a text.
        response = alice_client.generic("POST", f"{door}sessions/", body, content_type=content_type)
        seen[response.status_code, response.json().get("code", "")] += 1
        check_response(response, documented)
        for request in stripe.requests:
            check_request(request, json.loads(body or b"{}"))

    post()
    logger.info("%s: %s", door, sorted(seen.items()))
    assert {status for status, _ in seen} >= {201, 400}


DONE = "flow_data[after_completion][redirect][return_url]"
RETENTION = {
    "flow_data[subscription_cancel][retention][type]": "coupon_offer",
    "flow_data[subscription_cancel][retention][coupon_offer][coupon]": "STAY20",
}


def check_response(response, documented):
    assert response.status_code < 500
    assert response.json().get("code") in documented[response.status_code]
    if response.status_code == 201:
        place = PortalSession.objects.get(public_id=response.json()["id"]).return_to
        assert place in APPS or PLACES.match(place)


def check_request(request, sent):
    assert f"{request.method} {request.path}" in {"GET /v1/subscriptions", "POST /v1/billing_portal/sessions"}
    assert "stripe-account" not in request.headers
    assert request.headers["authorization"] == "Bearer sk_test_suite"
    params = dict(request.params)
    assert params.pop("customer") == ("cus_team" if sent.get("subject") else "cus_alice")
    if request.method == "GET":
        assert params == {"limit": "100"}
    else:
        check_session(params, sent)


def check_session(params, sent):
    assert WAY_BACK.fullmatch(params.pop("return_url"))
    assert params.pop("locale") in LOCALES
    kind = {None: sent.get("type"), "update-card": OFFERED[0], "leave": OFFERED[1]}[sent.get("flow")]
    assert all(WAY_BACK.fullmatch(params.pop(DONE)) for _ in filter(None, [kind]))
    assert params == sent_for(kind) | (RETENTION if sent.get("flow") == "leave" else {})


def sent_for(kind):
    subscription = {f"flow_data[{kind}][subscription]": "sub_1"} if kind == "subscription_cancel" else {}
    return {"flow_data[type]": kind, "flow_data[after_completion][type]": "redirect"} | subscription if kind else {}
