from django.contrib.auth import get_user_model

from example_project.nordlicht.resolvers import PeopleAndTeams


def test_team__owner_gets_the_button(olga, team) -> None:
    page = olga.get(team.get_absolute_url()).content.decode()

    assert "Manage team billing" in page
    assert "€29" in page


def test_team__member_is_sent_to_the_owner(mika, team) -> None:
    page = mika.get(team.get_absolute_url()).content.decode()

    assert "Ask your owner" in page
    assert "Manage team billing" not in page
    assert "€29" not in page


def test_team__stranger_finds_nothing(alice, team) -> None:
    assert alice.get(team.get_absolute_url()).status_code == 404


def test_resolver__owner_manages_the_team(team) -> None:
    assert PeopleAndTeams().authorize(user=team.owner, subject=team)


def test_resolver__member_does_not(team) -> None:
    assert not PeopleAndTeams().authorize(user=team.members.get(), subject=team)


def test_resolver__owner_who_left_does_not(team) -> None:
    team.owner.is_active = False

    assert not PeopleAndTeams().authorize(user=team.owner, subject=team)


def test_resolver__people_manage_themselves(world) -> None:
    alice = get_user_model().objects.get(username="alice")

    assert PeopleAndTeams().authorize(user=alice, subject=alice)


def test_team__is_called_by_its_name(team) -> None:
    assert str(team) == "Fjord Studio"
