import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from django_billing_portal.models import PortalCustomer
from django_billing_portal.sandbox import state, store
from example_project.nordlicht.people import PEOPLE
from example_project.nordlicht.seeds.catalogue import put_catalogue
from example_project.nordlicht.seeds.portal import put_configuration, put_name
from example_project.nordlicht.seeds.welcome import welcome
from example_project.nordlicht.stripe_client import client


@pytest.fixture
def demo(db, capsys) -> str:
    call_command("demo", address="127.0.0.1:9000")
    return capsys.readouterr().out


def test_demo__prints_the_address(demo) -> None:
    assert "http://127.0.0.1:9000/sign-in/" in demo


def test_demo__prints_the_people(demo) -> None:
    assert [person.name for person in PEOPLE if person.name not in demo] == []


def test_demo__again_changes_nothing(demo) -> None:
    before = set(PortalCustomer.objects.values_list("customer", flat=True))

    call_command("demo")

    assert set(PortalCustomer.objects.values_list("customer", flat=True)) == before
    assert len(store.list("subscription")) == 4
    assert get_user_model().objects.count() == len(PEOPLE)


def test_demo__mends_a_sandbox_that_forgot(demo) -> None:
    store.reset()

    call_command("demo")

    assert len(store.list("customer")) == 3


def test_configuration__of_a_sandbox_that_has_one_is_changed(db) -> None:
    default = client().v1.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}})
    put_catalogue(client())

    assert put_configuration(client()) == default.id


def test_welcome__with_stripe_names_the_missing_setting(settings) -> None:
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_BASE": None}

    assert "NORDLICHT_CONFIGURATION=bpc_1" in "".join(welcome(address="127.0.0.1", configuration="bpc_1"))


def test_welcome__with_stripe_and_the_setting(settings) -> None:
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_BASE": None, "CONFIGURATION": "bpc_1"}

    assert "bpc_1" not in "".join(welcome(address="127.0.0.1", configuration="bpc_1"))


def test_name__left_to_the_dashboard_with_stripe(settings, db) -> None:
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_BASE": None}

    put_name()

    assert state.read("business", None) is None


def test_demo__refuses_a_live_key(settings, db) -> None:
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_KEY": "sk_live_real"}

    with pytest.raises(CommandError, match="live key"):
        call_command("demo")
