"""Who may do what: every method and URL, for nobody, an owner, a member, another tenant's owner, and staff."""

import json

import pytest

pytest.importorskip("rest_framework")

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Status
from django_billing_portal.resolvers import PortalCustomers
from tests.factories import PortalCustomerFactory, PortalSessionFactory, TeamFactory, UserFactory

#: Alice owns the team; mia is a member who may manage its billing, zoe one who may not; bob pays for himself
#: elsewhere; and stella is a superuser.
PEOPLE = ["nobody", "alice", "mia", "zoe", "bob", "stella"]
TABLE = """
                                nobody  alice  mia  zoe  bob  stella
POST    sessions/               403     201    404  404  201  404
POST    sessions/ team          403     201    201  404  404  404
POST    sessions/ ghost         403     404    404  404  404  404
POST    sessions/ sub_alice     403     201    404  404  404  404
GET     sessions/               403     200    200  200  200  200
HEAD    sessions/               403     200    200  200  200  200
OPTIONS sessions/               403     200    200  200  200  200
PUT     sessions/               403     405    405  405  405  405
PATCH   sessions/               403     405    405  405  405  405
DELETE  sessions/               403     405    405  405  405  405
GET     sessions/alices/        403     200    404  404  404  404
HEAD    sessions/alices/        403     200    404  404  404  404
OPTIONS sessions/alices/        403     200    200  200  200  200
POST    sessions/alices/        403     405    405  405  405  405
PUT     sessions/alices/        403     405    405  405  405  405
PATCH   sessions/alices/        403     405    405  405  405  405
DELETE  sessions/alices/        403     405    405  405  405  405
GET     sessions/mias/          403     404    200  404  404  404
GET     sessions/failed/        403     404    404  404  404  404
GET     sessions/live/          403     404    404  404  404  404
GET     flows/                  403     200    404  404  200  404
HEAD    flows/                  403     200    404  404  200  404
OPTIONS flows/                  403     200    200  200  200  200
POST    flows/                  403     405    405  405  405  405
PUT     flows/                  403     405    405  405  405  405
PATCH   flows/                  403     405    405  405  405  405
DELETE  flows/                  403     405    405  405  405  405
GET     flows/?team             403     200    200  404  404  404
GET     flows/?ghost            403     404    404  404  404  404
"""
ROWS = [line.split() for line in TABLE.splitlines()[2:]]
GHOST = "00000000-0000-4000-8000-000000000000"


class Memberships(PortalCustomers):
    """Let owners manage their team's billing, and the members of its group."""

    def authorize(self, *, user, subject) -> bool:
        return user in (subject, getattr(subject, "owner", None)) or user.groups.filter(name=str(subject.pk)).exists()


@pytest.fixture
def team(alice):
    team = TeamFactory(owner=alice)
    PortalCustomerFactory(subject=team, customer="cus_team")
    return team


@pytest.fixture
def person(request, team, bob):
    """Sign somebody in."""

    def person(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(people[name])
        return client

    mia = UserFactory(username="mia")
    mia.groups.add(Group.objects.create(name=str(team.pk)))
    zoe, stella = UserFactory(username="zoe"), UserFactory(username="stella", is_staff=True, is_superuser=True)
    people = {"alice": team.owner, "mia": mia, "zoe": zoe, "bob": bob, "stella": stella}
    return person


@pytest.fixture
def rows(person, team):
    """Open a session each, one that failed, and one for real money."""

    def public_id(**facts) -> str:
        facts = {"user": team.owner, "status": Status.OPEN, "opened_at": timezone.now()} | facts
        return str(PortalSessionFactory(**facts).public_id)

    mia = type(team.owner).objects.get(username="mia")
    return {
        "alices": public_id(),
        "mias": public_id(user=mia, subject_type="people.team", subject_id=str(team.pk)),
        "failed": public_id(status=Status.FAILED),
        "live": public_id(livemode=True),
    }


@pytest.fixture
def ask(portal, minted, team, rows, door):
    """Ask as a row of the table says."""
    portal(RESOLVER=Memberships(), API_SUBJECTS=["people.Team"])
    bodies = {
        "team": {"subject": {"type": "people.Team", "id": str(team.pk)}},
        "ghost": {"subject": {"type": "people.Team", "id": GHOST}},
        "sub_alice": {"flow": "leave", "subscription": "sub_alice"},
    }
    queries = {"team": str(team.pk), "ghost": GHOST}

    def ask(client: Client, method: str, path: str, wish: str = ""):
        path, _, query = path.partition("?")
        for name, public_id in rows.items():
            path = path.replace(f"/{name}/", f"/{public_id}/")
        whose = f"?subject_type=people.Team&subject_id={queries[query]}" if query else ""
        return client.generic(
            method, f"{door}{path}{whose}", json.dumps(bodies.get(wish, {})), content_type="application/json"
        )

    return ask


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_row(ask, person, minted, row: list[str]) -> None:
    question, statuses = row[: -len(PEOPLE)], row[-len(PEOPLE) :]

    answers = {who: str(ask(person(who), *question).status_code) for who in PEOPLE}

    assert answers == dict(zip(PEOPLE, statuses, strict=True))
    assert len(minted()) == statuses.count("201")


@pytest.mark.parametrize("who", ["bob", "zoe", "stella"])
@pytest.mark.parametrize(
    ("theirs", "nobodys"),
    [
        ("POST sessions/ team", "POST sessions/ ghost"),
        ("GET flows/?team", "GET flows/?ghost"),
        ("GET sessions/alices/", "GET sessions/ghost/"),
    ],
)
def test_anothers__answers_as_if_it_did_not_exist(ask, person, who: str, theirs: str, nobodys: str) -> None:
    first, second = (ask(person(who), *question.split()) for question in (theirs, nobodys))

    del first["Expires"], second["Expires"]
    assert (first.status_code, first.json(), first.headers) == (second.status_code, second.json(), second.headers)


def test_subscription_of_another__answers_as_if_it_did_not_exist(person, ask, post, portal) -> None:
    bob = person("bob")

    theirs, nobodys = (post(bob, {"flow": "leave", "subscription": f"sub_{whose}"}) for whose in ("alice", "ghost"))

    assert (theirs.status_code, theirs.json()) == (nobodys.status_code, nobodys.json())


@pytest.mark.parametrize(("who", "count"), [("alice", 1), ("mia", 1), ("zoe", 0), ("bob", 0), ("stella", 0)])
def test_list__holds_ones_own(ask, person, who: str, count: int) -> None:
    assert len(ask(person(who), "GET", "sessions/").json()["results"]) == count


def test_membership__ends_at_once(ask, person, team) -> None:
    mia = person("mia")
    assert ask(mia, "POST", "sessions/", "team").status_code == 201

    Group.objects.all().delete()

    assert ask(mia, "POST", "sessions/", "team").status_code == 404
    assert PortalSession.objects.filter(status=Status.OPEN, user__username="mia").count() == 2
