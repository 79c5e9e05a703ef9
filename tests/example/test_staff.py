"""Who may do what at the desk: the names that the seeds give away exist."""

from django.contrib.auth import get_user_model

from example_project.nordlicht.people import DESK, LOOK


def _permissions(username: str) -> set[str]:
    return get_user_model().objects.get(username=username).get_all_permissions()


def test_sigrid__has_the_desk(world) -> None:
    assert _permissions("sigrid") == {*DESK}


def test_viggo__looks_and_touches_nothing(world) -> None:
    assert _permissions("viggo") == {*LOOK}


def test_alice__has_nothing_to_do_there(world) -> None:
    assert _permissions("alice") == set()
