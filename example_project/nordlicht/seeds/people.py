"""The people of the demo and their team, as rows."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from example_project.nordlicht.models import Team
from example_project.nordlicht.people import PASSWORD, PEOPLE, TEAM, TEAM_MEMBERS, TEAM_OFFER, TEAM_OWNER, Person

from .customers import subscribe
from .permissions import permit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from stripe import StripeClient


def put_people(stripe: "StripeClient") -> None:
    """Create everybody who is missing, and have them pay for what they should."""
    for person in PEOPLE:
        user = _user(person)
        if person.permissions:
            permit(user, person.permissions)
        if person.offers:
            subscribe(stripe, user, name=person.name, email=person.email, offers=person.offers)
    _put_team(stripe)


def _user(person: Person) -> "AbstractUser":
    first, last = person.name.split()
    names = {"first_name": first, "last_name": last, "email": person.email, "is_staff": bool(person.permissions)}
    user, is_new = get_user_model().objects.get_or_create(username=person.username, defaults=names)
    if is_new:
        user.set_password(PASSWORD)
        user.save()
    return user


def _put_team(stripe: "StripeClient") -> None:
    users = get_user_model().objects
    owner = users.get(username=TEAM_OWNER)
    team, _ = Team.objects.get_or_create(name=TEAM, owner=owner)
    team.members.set(users.filter(username__in=TEAM_MEMBERS))
    subscribe(stripe, team, name=TEAM, email=owner.email, offers=[TEAM_OFFER])
