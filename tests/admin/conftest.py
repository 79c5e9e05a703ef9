"""The staff of the suite, and what their pages stand on: the sandbox's seeds, two declared flows."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.factories import UserFactory
from tests.storefront import failing, minted, portal  # noqa: F401 (the fixtures of this folder)

StaffWith = Callable[..., User]


@pytest.fixture
def staff_with(db) -> StaffWith:
    """Make staff with these permissions and no others: codenames, or all of Django's with ``app_label.codename``."""

    def make(*codenames: str, username: str = "staff") -> User:
        person = UserFactory(username=username, is_staff=True)
        for codename in codenames:
            label, _, name = codename.rpartition(".")
            wanted = Permission.objects.filter(codename=name, content_type__app_label=label or "billing_portal")
            person.user_permissions.add(wanted.get())
        return person

    return make


@pytest.fixture
def sigrid(db) -> User:
    """Works at the support desk, and may do everything."""
    return UserFactory(username="sigrid", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(sigrid) -> Client:
    """Is sigrid's browser."""
    return desk_of(sigrid)


def desk_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
