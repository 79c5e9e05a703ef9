"""The package's desk on Nordlicht's own admin, for people and for teams."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from django_billing_portal.models import PortalLink

DESK = "Create billing link…"


def _page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def alices_page(world) -> str:
    return reverse("admin:auth_user_change", args=[get_user_model().objects.get(username="alice").pk])


def test_person__can_be_sent_a_link(sigrid, alices_page) -> None:
    assert DESK in _page(sigrid, alices_page)


def test_person__cannot_by_those_who_only_look(viggo, alices_page) -> None:
    assert DESK not in _page(viggo, alices_page)


def test_team__gets_its_link_by_its_owners_address(sigrid, team) -> None:
    form = reverse("admin:nordlicht_team_billing_link", args=[team.pk])

    assert 'value="olga@nordlicht.example"' in _page(sigrid, form)
    assert PortalLink.objects.count() == 0


def test_teams__listed_with_their_owner(sigrid, team) -> None:
    assert "olga" in _page(sigrid, reverse("admin:nordlicht_team_changelist"))
