"""Nordlicht with its own settings on the suite's database, and its people."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import serializers
from django.test import Client

from django_billing_portal.signals import session_returned
from example_project import settings as nordlicht
from example_project.nordlicht.apps import NordlichtConfig
from example_project.nordlicht.models import Team
from example_project.nordlicht.seeds.catalogue import put_catalogue
from example_project.nordlicht.seeds.people import put_people
from example_project.nordlicht.seeds.portal import put_configuration
from example_project.nordlicht.stripe_client import client as stripe

OURS = (
    "BILLING_PORTAL",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "LOGIN_REDIRECT_URL",
    "LOGIN_URL",
    "LOGOUT_REDIRECT_URL",
    "MIDDLEWARE",
    "REST_FRAMEWORK",
    "ROOT_URLCONF",
    "SECURE_CSP",
    "TEMPLATES",
)


@pytest.fixture(autouse=True)
def _nordlicht(settings, tmp_path) -> Iterator[None]:
    for name in OURS:
        setattr(settings, name, getattr(nordlicht, name))
    settings.MAIL_FOLDER = tmp_path
    NordlichtConfig.ready(apps.get_app_config("nordlicht"))
    yield
    session_returned.disconnect(dispatch_uid="nordlicht")


@pytest.fixture(scope="session")
def seeds() -> list[str]:
    """Hold the rows of the seeds, once somebody has sown them: sowing takes a hundred calls."""
    return []


@pytest.fixture
def world(db, seeds) -> None:
    if seeds:
        for row in serializers.deserialize("json", seeds[0]):
            row.save()
    else:
        _sow()
        rows = [row for model in apps.get_models() for row in model._default_manager.all()]
        seeds.append(serializers.serialize("json", rows))


def _sow() -> None:
    put_catalogue(stripe())
    put_configuration(stripe())
    put_people(stripe())


@pytest.fixture
def alice(world) -> Client:
    return _signed_in("alice")


@pytest.fixture
def olga(world) -> Client:
    return _signed_in("olga")


@pytest.fixture
def mika(world) -> Client:
    return _signed_in("mika")


@pytest.fixture
def dora(world) -> Client:
    return _signed_in("dora")


@pytest.fixture
def eve(world) -> Client:
    return _signed_in("eve")


@pytest.fixture
def sigrid(world) -> Client:
    return _signed_in("sigrid")


@pytest.fixture
def viggo(world) -> Client:
    return _signed_in("viggo")


@pytest.fixture
def team(world) -> Team:
    return Team.objects.get()


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client
