import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from django_billing_portal.exceptions import InvalidToken, NotAllowed
from django_billing_portal.refs import SubjectRef
from django_billing_portal.views.choices import Choice, page_for
from tests.factories import TeamFactory

CHOICE = Choice(flow="leave", subject=SubjectRef("people.team", "7"), next="/team/")


def test_choice__survives_the_browser(alice) -> None:
    assert Choice.opened(CHOICE.signed(alice), alice) == CHOICE


def test_choice__of_somebody_else(alice, bob) -> None:
    with pytest.raises(InvalidToken):
        Choice.opened(CHOICE.signed(alice), bob)


def test_choice__of_somebody_else_before_signing_in(alice) -> None:
    with pytest.raises(InvalidToken):
        Choice.opened(CHOICE.signed(alice), AnonymousUser())


def test_choice__altered(alice) -> None:
    with pytest.raises(InvalidToken):
        Choice.opened("x" + CHOICE.signed(alice), alice)


def test_choice__of_nothing(alice) -> None:
    assert Choice().signed(alice) == ""


def test_choice__bare_name_of_a_flow(rf, alice) -> None:
    request = rf.post("/billing/", {"flow": "leave", "subject": "people.team:7", "next": "//evil.example"})
    request.user = alice

    assert Choice.of(request) == Choice(flow="leave")


def test_choice__signed_wins_over_bare(rf, alice) -> None:
    request = rf.get("/billing/", {"flow": "leave", "choice": Choice(flow="update-card").signed(alice)})
    request.user = alice

    assert Choice.of(request) == Choice(flow="update-card")


def test_load_subject__oneself() -> None:
    assert Choice(flow="leave").load_subject() is None


def test_load_subject__team(alice) -> None:
    team = TeamFactory(owner=alice)

    assert Choice(subject=SubjectRef.of(team)).load_subject() == team


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["people.team", "people.club"])
def test_load_subject__gone(model: str) -> None:
    with pytest.raises(NotAllowed):
        Choice(subject=SubjectRef(model, "5f0c5b1c-9a52-4b4b-8f4e-7d0e3f1f3c11")).load_subject()


def test_page_for__nothing() -> None:
    assert page_for(QueryDict("csrfmiddlewaretoken=x")) == "/billing/"


def test_page_for__what_was_posted() -> None:
    assert page_for(QueryDict("choice=a%3Ab&flow=leave&card=4242")) == "/billing/?choice=a%3Ab&flow=leave"
