"""What is somebody else's answers as what does not exist, byte for byte, whatever else was wished for."""

import json

import pytest

pytest.importorskip("rest_framework")

from django_billing_portal.flows import PaymentMethodUpdate
from tests.factories import PortalCustomerFactory, TeamFactory
from tests.storefront import FLOWS

GHOSTS = {"people.team": "00000000-0000-4000-8000-000000000000", "auth.user": "987654321"}

#: Wishes that end in a refusal for whoever is billed, and three that would not.
WISHES = [
    {},
    {"flow": "update-card"},
    {"flow": "leave", "subscription": "sub_bob"},
    {"flow": "nope"},
    {"flow": "broken"},
    {"type": "customer_update"},
    {"type": "subscription_update_confirm"},
    {"flow": "leave", "type": "subscription_cancel"},
    {"subscription": "sub_bob"},
    {"flow": "update-card", "subscription": "sub_bob"},
    {"flow": "leave", "subscription": "garbage"},
    {"flow": "nope", "subscription": "garbage"},
    {"return_to": "https://evil.example/"},
    {"return_to": "app://elsewhere"},
    {"flow": "nope", "return_to": "https://evil.example/"},
    {"locale": "tlh"},
    {"coupon": "STAY100"},
]
QUERIES = [
    {},
    {"subscription": "sub_bob"},
    {"subscription": "garbage"},
    {"flow": "leave"},
    {"format": "pdf"},
    {"cursor": "x"},
]


@pytest.fixture
def theirs(bob, portal, minted) -> dict[str, str]:
    """Return subjects that exist, with customers, and that Alice may not manage."""
    team = TeamFactory(owner=bob)
    PortalCustomerFactory(subject=team, customer="cus_team")
    portal(API_SUBJECTS=["people.Team", "auth.User"], FLOWS={**FLOWS, "broken": PaymentMethodUpdate})
    return {"people.team": str(team.pk), "auth.user": str(bob.pk)}


@pytest.fixture
def pairs(theirs) -> list[list[dict[str, str]]]:
    """Name subjects that are somebody else's, each beside one that there is not."""
    return [[{"type": type, "id": id} for id in (theirs[type], ghost)] for type, ghost in GHOSTS.items()]


def told(response) -> tuple[int, bytes, dict[str, str]]:
    # A clock that went on says nothing of anybody.
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}
    return response.status_code, response.content, headers


@pytest.mark.parametrize("wish", WISHES, ids=json.dumps)
def test_post__anothers_subject_is_like_none(alice_client, post, pairs, minted, wish: dict[str, str]) -> None:
    answers = [[told(post(alice_client, wish | {"subject": subject})) for subject in pair] for pair in pairs]

    for first, second in answers:
        assert first == second
        assert first[0] >= 400
    assert not minted()


@pytest.mark.parametrize("query", QUERIES, ids=json.dumps)
def test_flows__anothers_subject_is_like_none(alice_client, door, pairs, query: dict[str, str]) -> None:
    def ask(subject: dict[str, str]):
        named = {f"subject_{name}": value for name, value in subject.items()}
        return told(alice_client.get(f"{door}flows/", query | named))

    for pair in pairs:
        first, second = map(ask, pair)
        assert first == second
        assert first[0] >= 400
