import pytest

from django_billing_portal.flows import PaymentMethodUpdate, Redirect
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Outcome
from django_billing_portal.services.outcomes import return_path
from tests.factories import PortalSessionFactory


@pytest.fixture
def session(alice) -> PortalSession:
    return PortalSessionFactory(user=alice, status="open", return_to="http://testserver/team/")


@pytest.mark.parametrize(("kind", "outcome"), [("left", Outcome.RETURNED), ("done", Outcome.COMPLETED)])
def test_return__notes_it_and_goes_on(client, session, kind: str, outcome: Outcome) -> None:
    response = client.get(return_path(session, kind))

    assert (response.status_code, response["Location"]) == (303, "http://testserver/team/")
    session.refresh_from_db()
    assert session.outcome == outcome


APP = "com.example.app://billing/done"


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_return__to_an_app(client, session, portal, htmx: dict[str, str]) -> None:
    portal(RETURN_APPS=[APP])
    PortalSession.objects.update(return_to=APP)

    response = client.get(return_path(session, "done"), headers=htmx)

    assert response.get("HX-Redirect", response.get("Location")) == APP
    assert "no-store" in response["Cache-Control"]
    assert APP not in repr(response)


def test_return__app_is_not_allowed_any_more(client, session, billing_codes) -> None:
    PortalSession.objects.update(return_to=APP)

    assert client.get(return_path(session, "left"))["Location"] == "http://testserver/account/"
    assert billing_codes() == ["unsafe_url"]


def test_return__scheme_of_an_app_alone_is_not_enough(client, session, portal) -> None:
    portal(RETURN_APPS=[APP])
    PortalSession.objects.update(return_to="com.example.app://elsewhere")

    assert client.get(return_path(session, "left"))["Location"] == "http://testserver/account/"


def test_return__flow_with_an_end_of_its_own(client, session, portal) -> None:
    portal(RETURN_APPS=[APP])
    flow = PaymentMethodUpdate(after_completion=Redirect(url="http://testserver/thanks/"))
    PortalSession.objects.update(return_to=APP, flow_data=flow.to_json())

    assert client.get(return_path(session, "done"))["Location"] == "http://testserver/thanks/"
    assert client.get(return_path(session, "left"))["Location"] == APP


def test_return__under_login_required_middleware(client, session, settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert client.get(return_path(session, "left"))["Location"] == "http://testserver/team/"


def test_return__is_not_kept(client, session) -> None:
    assert "no-store" in client.get(return_path(session, "left"))["Cache-Control"]


def test_return__forged(client, db, billing_codes) -> None:
    response = client.get("/billing/return/forged/")

    assert response.status_code == 404
    assert "This link does not work any more." in response.text
    assert billing_codes() == ["invalid_token"]


def test_return__host_is_not_allowed_any_more(client, session, billing_codes) -> None:
    PortalSession.objects.update(return_to="https://old.example.com/")

    assert client.get(return_path(session, "left"))["Location"] == "http://testserver/account/"
    assert billing_codes() == ["unsafe_url"]


@pytest.mark.parametrize("method", ["post", "head"])
def test_return__other_methods(client, session, method: str) -> None:
    assert getattr(client, method)(return_path(session, "done")).status_code == 405
    session.refresh_from_db()
    assert session.outcome == Outcome.UNKNOWN
