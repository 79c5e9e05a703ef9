"""What the endpoint is there for, when all is well."""

from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest

pytest.importorskip("rest_framework")

from django.utils import timezone

from django_billing_portal import flows, gateway
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Outcome, Status
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import AttributePath
from django_billing_portal.wire.deadline import Deadline
from tests.factories import PortalSessionFactory, TeamFactory
from tests.stand_in import StandIn

pytestmark = pytest.mark.usefixtures("minted")


def owned(*, user, subject) -> bool:
    return subject.owner == user


@pytest.fixture
def team(alice, portal):
    portal(RESOLVER=AttributePath("stripe_customer_id", authorize=owned), API_SUBJECTS=["people.Team"])
    return TeamFactory(owner=alice, stripe_customer_id="cus_alice")


def session() -> PortalSession:
    return PortalSession.objects.get()


def opened(**facts) -> PortalSession:
    return PortalSessionFactory(status=Status.OPEN, opened_at=timezone.now(), **facts)


def test_post__mints(alice_client, alice, post, minted) -> None:
    response = post(alice_client, {"flow": "update-card"})

    assert response.status_code == 201
    assert response.json() == {
        "id": str(session().public_id),
        "url": minted()[0]["url"],
        "flow": "update-card",
        "type": "payment_method_update",
        "expires_at": session().expires_at.isoformat().replace("+00:00", "Z"),
    }
    assert (session().user, session().source) == (alice, "api")


@pytest.mark.parametrize(
    "body", [{}, {"flow": None, "type": None, "subject": None, "return_to": None, "locale": None}]
)
def test_post__nothing_opens_the_home_page(alice_client, post, body: dict[str, None]) -> None:
    response = post(alice_client, body)

    assert (response.json()["flow"], response.json()["type"]) == (None, None)


def test_post__no_body_opens_the_home_page(alice_client, door) -> None:
    response = alice_client.post(f"{door}sessions/", b"", content_type="application/json")

    assert (response.status_code, response.json()["flow"]) == (201, None)


def test_post__says_where_to_ask(alice_client, post, door) -> None:
    response = post(alice_client)

    assert response["Location"] == f"http://testserver{door}sessions/{response.json()['id']}/"
    assert alice_client.get(response["Location"]).json()["id"] == response.json()["id"]


def test_post__twice_is_the_same_session(alice_client, post, minted) -> None:
    first, second = (post(alice_client, {"flow": "update-card"}).json() for _ in range(2))

    assert (first["id"], first["url"]) == (second["id"], second["url"])
    assert len(minted()) == 1


def test_post__type_that_the_project_offers(alice_client, post, portal, minted) -> None:
    portal(API_FLOW_TYPES=["customer_update"])

    response = post(alice_client, {"type": "customer_update"})

    assert (response.json()["flow"], response.json()["type"]) == (None, "customer_update")
    assert minted()[0]["flow"]["type"] == "customer_update"


def test_post__own_subscription(alice_client, post, minted) -> None:
    post(alice_client, {"flow": "leave"})
    own = minted()[0]["flow"]["subscription_cancel"]["subscription"]

    post(alice_client, {"flow": "leave", "subscription": own})

    assert minted()[0]["flow"]["subscription_cancel"]["subscription"] == own


def test_post__team(alice_client, post, team) -> None:
    response = post(alice_client, {"subject": {"type": "people.team", "id": str(team.pk)}})

    assert response.status_code == 201
    assert (session().subject_type, session().subject_id) == ("people.team", str(team.pk))


@pytest.mark.parametrize("place", ["/team/", "http://testserver/team/"])
def test_post__way_back(alice_client, post, place: str) -> None:
    post(alice_client, {"return_to": place})

    assert session().return_to == "http://testserver/team/"


def test_post__way_back_to_another_host(alice_client, post, portal) -> None:
    portal(RETURN_HOSTS=["app.example.com"])

    post(alice_client, {"return_to": "https://app.example.com/#/billing"})

    assert session().return_to == "https://app.example.com/#/billing"


def test_post__way_back_to_an_app(alice_client, post, portal) -> None:
    portal(RETURN_APPS=["com.example.app://billing/done"])

    post(alice_client, {"return_to": "com.example.app://billing/done"})

    assert session().return_to == "com.example.app://billing/done"


@pytest.mark.parametrize(("said", "meant"), [("de", "de"), ("pt-br", "pt-BR"), ("de_AT", "de"), ("auto", "auto")])
def test_post__language(alice_client, post, minted, said: str, meant: str) -> None:
    post(alice_client, {"locale": said})

    assert minted()[0]["locale"] == meant


def test_post__language_of_the_request(alice_client, post, minted) -> None:
    post(alice_client, headers={"Accept-Language": "fr"})

    assert minted()[0]["locale"] == "fr"


def test_list__own_sessions_without_urls(alice_client, post, door) -> None:
    post(alice_client, {"flow": "update-card"})

    [found] = alice_client.get(f"{door}sessions/").json()["results"]
    assert found == {
        "id": str(session().public_id),
        "flow": "update-card",
        "type": "payment_method_update",
        "subject": {"type": "auth.user", "id": session().subject_id},
        "outcome": "unknown",
        "created_at": session().created_at.isoformat().replace("+00:00", "Z"),
        "expires_at": session().expires_at.isoformat().replace("+00:00", "Z"),
        "returned_at": None,
    }


def test_list__page_by_page(alice_client, alice, door, portal) -> None:
    portal(API_PAGE_SIZE=2)
    noon = timezone.now()
    ids = [str(opened(user=alice, created_at=noon - timedelta(minutes=age)).public_id) for age in range(5)]

    pages, url = [], f"{door}sessions/"
    while url:
        page = alice_client.get(url).json()
        pages.append([found["id"] for found in page["results"]])
        url = page["next"]
    assert pages == [ids[:2], ids[2:4], ids[4:]]
    assert [found["id"] for found in alice_client.get(page["previous"]).json()["results"]] == ids[2:4]


def test_list__many_of_the_same_moment(alice_client, alice, door, portal) -> None:
    portal(API_PAGE_SIZE=2)
    noon = timezone.now()
    ids = [str(opened(user=alice, created_at=noon).public_id) for _ in range(7)]

    found, url = [], f"{door}sessions/"
    while url:
        page = alice_client.get(url).json()
        found += [session["id"] for session in page["results"]]
        url = page["next"]
    assert found == ids[::-1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"flow": "leave"}, 1),
        ({"flow": "nonsense"}, 0),
        ({"outcome": "returned"}, 1),
        ({"created_after": "2026-03-01T00:00:00Z"}, 1),
        ({"created_after": "2026-03-01T00:00:00Z", "outcome": "unknown"}, 0),
        ({"created_before": "2026-03-01T00:00:00"}, 1),
        ({"created_before": "2026-01-31T23:59:59+01:00"}, 0),
        ({"created_before": "2026-02-01T01:00:00+00:59"}, 1),
        ({"format": "json"}, 2),
    ],
)
def test_list__filtered(alice_client, alice, door, query: dict[str, str], count: int) -> None:
    morning = timezone.datetime(2026, 2, 1, tzinfo=timezone.get_fixed_timezone(0))
    opened(user=alice, flow_name="leave", created_at=morning)
    opened(user=alice, outcome=Outcome.RETURNED, created_at=morning + timedelta(days=59))

    assert len(alice_client.get(f"{door}sessions/", query).json()["results"]) == count


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"flow": ""}, "flow"),
        ({"flow": "a\0b"}, "flow"),
        ({"flow": "x" * 101}, "flow"),
        ({"outcome": "happy"}, "outcome"),
        ({"outcom": "completed"}, "outcom"),
        ({"created_after": "yesterday"}, "created_after"),
        ({"created_after": "0001-01-01T00:00:00Z"}, "created_after"),
        ({"created_before": "9999-12-31T23:59:59-12:00"}, "created_before"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"cursor": "cD15ZXN0ZXJkYXk="}, "cursor"),
        ({"cursor": "bz0tMQ=="}, "cursor"),
    ],
)
def test_list__nonsense(alice_client, door, query: dict[str, str], field: str) -> None:
    response = alice_client.get(f"{door}sessions/", query)

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert [error["field"] for error in response.json()["errors"]] == [field]


def cursor(position: str) -> dict[str, str]:
    return {"cursor": b64encode(urlencode({"p": position}).encode()).decode()}


@pytest.fixture(params=[True, False], ids=["aware", "naive"])
def opened_in_february(request, alice, settings) -> None:
    """Open a session, in a project with time zones or without."""
    settings.USE_TZ = request.param
    morning = timezone.datetime(2026, 2, 1, tzinfo=timezone.get_fixed_timezone(0))
    opened(user=alice, created_at=morning if request.param else morning.replace(tzinfo=None))


@pytest.mark.usefixtures("opened_in_february")
@pytest.mark.parametrize(
    ("position", "count"),
    [
        ("2026-02-02T00:00:00+00:00", 1),
        ("2026-02-02T00:00:00", 1),
        ("2026-02-02", 1),
        ("2026-W06", 1),
        ("2026-01-02 00:00", 0),
    ],
)
def test_list__cursor_that_somebody_made(alice_client, door, position: str, count: int) -> None:
    response = alice_client.get(f"{door}sessions/", cursor(position))

    assert (response.status_code, len(response.json()["results"])) == (200, count)


def test_list__without_time_zones(alice_client, post, door, settings) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, "Asia/Kolkata"
    post(alice_client)
    an_hour = timedelta(hours=1)
    now = timezone.datetime.now(tz=timezone.get_fixed_timezone(0))

    [found] = alice_client.get(f"{door}sessions/", {"created_after": (now - an_hour).isoformat()}).json()["results"]

    created = timezone.datetime.fromisoformat(found["created_at"])
    assert abs(created - now) < an_hour
    query = {"created_before": (now - an_hour).isoformat()}
    assert alice_client.get(f"{door}sessions/", query).json()["results"] == []


def test_session__pending(alice_client, post) -> None:
    response = alice_client.get(post(alice_client)["Location"])

    assert (response.json()["state"], response.json()["outcome"]) == ("pending", "unknown")
    assert response["Retry-After"] == "1"


def test_session__settled(alice_client, alice, door) -> None:
    row = opened(user=alice, outcome=Outcome.COMPLETED, returned_at=timezone.now())

    response = alice_client.get(f"{door}sessions/{row.public_id}/")

    assert (response.json()["state"], response.json()["outcome"]) == ("settled", "completed")
    assert "Retry-After" not in response


def test_flows__listed(alice_client, door) -> None:
    response = alice_client.get(f"{door}flows/").json()

    assert response["checked"]
    assert response["results"] == [
        {"flow": None, "type": None, "label": "Open the billing portal", "available": True, "reason": None},
        {
            "flow": "update-card",
            "type": "payment_method_update",
            "label": "Use another card",
            "available": True,
            "reason": None,
        },
        {
            "flow": "leave",
            "type": "subscription_cancel",
            "label": "Cancel subscription",
            "available": True,
            "reason": None,
        },
    ]


def test_flows__for_one_of_several_subscriptions(alice_client, door) -> None:
    seeded = gateway.list_subscriptions(customer=CustomerRef("cus_alice"), deadline=Deadline.after(10))

    answers = [
        alice_client.get(f"{door}flows/", {"subscription": id}).json()["results"] for id in (seeded[0].id, "sub_bobs")
    ]

    own, other = ({found["flow"]: found["reason"] for found in answer} for answer in answers)
    assert own == {None: None, "update-card": None, "leave": None}
    assert other["leave"]["code"] == "unknown_subscription"
    assert not any(found["reason"] for found in answers[1] if found["flow"] != "leave")


@pytest.mark.parametrize("subscription", ["", "cus_alice", "sub_", "sub_a/../b", "sub_" + "x" * 300])
def test_flows__for_what_is_no_subscription(alice_client, door, subscription: str) -> None:
    response = alice_client.get(f"{door}flows/", {"subscription": subscription})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "subscription")


def test_flows__of_a_typing_error(alice_client, door) -> None:
    response = alice_client.get(f"{door}flows/", {"subject": "1"})

    [error] = response.json()["errors"]
    assert (response.status_code, error["field"], error["code"]) == (400, "subject", "unknown")


def test_flows__unchecked(alice_client, door, portal, billing_codes) -> None:
    with StandIn() as server:
        server.always = 503
        portal(API_BASE=server.url, PREFLIGHT_SECONDS=1)
        answers = [alice_client.get(f"{door}flows/") for _ in range(3)]

    for response in answers:
        assert (response.status_code, response.json()["checked"]) == (200, False)
        assert [found["available"] for found in response.json()["results"]] == [True] * 3
    assert billing_codes() == ["stripe_unavailable"]


def test_flows__say_why_not(alice_client, door, portal) -> None:
    portal(FLOWS={"leave": flows.SubscriptionCancel(subscription="sub_somebody")})

    [_, leave] = alice_client.get(f"{door}flows/").json()["results"]

    assert not leave["available"]
    assert leave["reason"]["code"] == "unknown_subscription"
    assert "sub_somebody" not in leave["reason"]["message"]


def test_flows__of_a_team(alice_client, team, door, minted) -> None:
    query = {"subject_type": "people.Team", "subject_id": str(team.pk)}

    assert len(alice_client.get(f"{door}flows/", query).json()["results"]) == 3
    assert not minted()


@pytest.mark.parametrize("query", [{"subject_type": "people.Team"}, {"subject_id": "1"}])
def test_flows__of_half_a_subject(alice_client, door, query: dict[str, str]) -> None:
    response = alice_client.get(f"{door}flows/", query)

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "incomplete")


@pytest.mark.parametrize("path", ["sessions/", "flows/"])
def test_head__like_get(alice_client, door, path: str) -> None:
    response = alice_client.head(f"{door}{path}")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "allowed"), [("sessions/", "GET, POST, HEAD, OPTIONS"), ("flows/", "GET, HEAD, OPTIONS")]
)
def test_options__say_what_is_allowed(alice_client, door, path: str, allowed: str) -> None:
    response = alice_client.options(f"{door}{path}")

    assert (response.status_code, response["Allow"]) == (200, allowed)
