from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.http import HttpResponse
from django.test import Client

from django_billing_portal.flows import SubscriptionCancel
from django_billing_portal.models import PortalSession
from django_billing_portal.reauthentication import LOGIN_AT, note_login, recent_login
from django_billing_portal.views.choices import Choice
from tests.overrides import with_apps
from tests.settings import BILLING_PORTAL

ALLAUTH = {
    "ROOT_URLCONF": "tests.allauth_urls",
    "AUTHENTICATION_BACKENDS": [
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ],
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
}


@pytest.fixture
def demand(settings):
    def change(hook) -> None:
        settings.BILLING_PORTAL = {**BILLING_PORTAL, "REAUTHENTICATE": hook}

    return change


@pytest.fixture
def allauth(settings, demand):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
    settings.INSTALLED_APPS = with_apps("allauth", "allauth.account")
    for name, value in ALLAUTH.items():
        setattr(settings, name, value)
    demand("django_billing_portal.reauthentication.allauth_recent")


@pytest.fixture
def passed(demand):
    """Where the hook lets somebody through, the next one in line answers."""

    def with_(hook):
        demand(lambda *, request: hook(request=request) or HttpResponse("passed"))

    return with_


def test_recent_login__long_ago(alice_client, passed) -> None:
    passed(recent_login(max_age=timedelta(minutes=10)))

    with time_machine.travel(timedelta(minutes=11)):
        response = alice_client.post("/billing/")

    assert (response.status_code, response["Location"]) == (302, "/login/?next=/billing/")
    assert not PortalSession.objects.exists()


def test_recent_login__just_now(alice_client, passed) -> None:
    passed(recent_login(max_age=timedelta(minutes=10)))

    assert alice_client.post("/billing/").text == "passed"


def test_recent_login__before_the_app_was_installed(alice_client, passed) -> None:
    passed(recent_login(max_age=timedelta(minutes=10)))
    session = alice_client.session
    del session[LOGIN_AT]
    session.save()

    assert alice_client.post("/billing/").status_code == 302


def test_recent_login__comes_back_to_the_same_choice(alice_client, alice, passed) -> None:
    passed(recent_login(max_age=timedelta(0), login_url="account"))
    choice = Choice(flow="leave", next="/team/").signed(alice)

    response = alice_client.post("/billing/", {"choice": choice})

    assert response["Location"].startswith("/account/?next=/billing/%3Fchoice%3D")


def test_recent_login__htmx_navigates(alice_client, passed) -> None:
    passed(recent_login(max_age=timedelta(0)))

    response = alice_client.post("/billing/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (204, "/login/?next=/billing/")


def test_hook__the_page_needs_none(alice_client, passed) -> None:
    passed(recent_login(max_age=timedelta(0)))

    assert alice_client.get("/billing/").status_code == 200


def test_note_login__each_login(alice) -> None:
    client = Client()
    client.force_login(alice)
    first = client.session[LOGIN_AT]

    with time_machine.travel(timedelta(minutes=1)):
        client.force_login(alice)

    assert client.session[LOGIN_AT] > first


@pytest.mark.parametrize("request_", [None, object()])
def test_note_login__without_session(alice, request_: object) -> None:
    responses = user_logged_in.send(type(alice), request=request_, user=alice)

    assert (note_login, None) in responses


def test_allauth_recent__not_lately(allauth, alice, settings) -> None:
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"FLOWS": {"leave": SubscriptionCancel()}}
    alice.set_password("secret")
    alice.save()
    client = Client()
    client.force_login(alice)

    response = client.post("/billing/", {"flow": "leave"})

    assert response["Location"] == "/accounts/reauthenticate/?next=/billing/%3Fflow%3Dleave"


def test_allauth_recent__just_now(allauth, eve) -> None:
    eve.set_password("secret")
    eve.save()
    client = Client()
    client.force_login(eve)
    client.get("/password-given/")

    assert "No billing account yet" in client.post("/billing/").text


@pytest.mark.django_db
def test_allauth_recent__no_way_to_do_it(allauth) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_user("carol"))

    assert "No billing account yet" in client.post("/billing/").text
