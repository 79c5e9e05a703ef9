"""Each failure has its status, its code, a sentence for people, and one log record."""

from dataclasses import dataclass

import pytest

pytest.importorskip("rest_framework")

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.test import Client
from rest_framework.exceptions import APIException, NotAuthenticated

from django_billing_portal import exceptions
from django_billing_portal.api.problems import answer
from django_billing_portal.exceptions import BillingPortalError, Fault
from tests.stand_in import StandIn

ERRORS = [
    error
    for error in vars(exceptions).values()
    if isinstance(error, type) and issubclass(error, BillingPortalError) and error is not BillingPortalError
]


@pytest.fixture(params=["POST sessions/", "GET flows/"])
def ask(request, alice_client, door):
    """Ask for something, as Alice."""
    method, path = request.param.split()
    return lambda: alice_client.generic(method, f"{door}{path}")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_error_of_ours(ask, failing, billing_codes, error: type[BillingPortalError]) -> None:
    failing(error("cus_alice at https://billing.stripe.com/p/session/secret"))

    response = ask()

    status = 502 if error is exceptions.UnsafeURL else error.status
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": f"urn:billing-portal:problem:{error.code}",
        "title": error.code.replace("_", " ").capitalize(),
        "status": status,
        "detail": str(error.sentence),
        "code": error.code,
    }
    assert billing_codes() == [error.code]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_error_of_ours__says_when_it_passes(alice_client, post, failing, error: type[BillingPortalError]) -> None:
    failing(error())

    passes = error.fault is Fault.TRANSIENT or error is exceptions.TooManyRequests
    assert post(alice_client).get("Retry-After") == ("5" if passes else None)


def test_error_of_ours__says_how_long(alice_client, post, failing) -> None:
    failing(exceptions.Busy(retry_after=17))

    assert post(alice_client)["Retry-After"] == "17"


def test_error_of_ours__in_the_readers_language(alice_client, post, failing) -> None:
    failing(exceptions.Busy())

    german = post(alice_client, headers={"Accept-Language": "de"}).json()

    assert (german["title"], german["detail"][:20]) == ("Busy", "Gerade ist viel los.")


def test_outage(alice_client, post, portal, billing_codes) -> None:
    with StandIn() as server:
        server.always = 503
        portal(API_BASE=server.url, DEADLINE_SECONDS=2)
        response = post(alice_client)

    assert (response.status_code, response.json()["code"]) == (503, "stripe_unavailable")
    assert int(response["Retry-After"]) > 0
    assert billing_codes() == ["stripe_unavailable"]


def test_portal_on_another_host(alice_client, post, portal, billing_codes) -> None:
    with StandIn() as server:
        portal(API_BASE=server.url, PORTAL_HOSTS=["pay.example.com"])
        response = post(alice_client)

    assert (response.status_code, response.json()["code"]) == (502, "unsafe_url")
    assert "errors" not in response.json()
    assert billing_codes() == ["unsafe_url"]


@dataclass(frozen=True)
class Case:
    """Something to ask, and how it is refused."""

    method: str
    path: str
    status: int
    code: str
    accept: str = "application/json"


@pytest.mark.parametrize(
    "case",
    [
        Case("PUT", "sessions/", 405, "method_not_allowed"),
        Case("POST", "flows/", 405, "method_not_allowed"),
        Case("DELETE", "sessions/1/", 405, "method_not_allowed"),
        Case("TRACE", "flows/", 405, "method_not_allowed"),
        Case("BREW", "flows/", 405, "method_not_allowed"),
        Case("GET", "sessions/", 406, "not_acceptable", accept="text/csv"),
        Case("GET", "sessions/", 406, "not_acceptable", accept="application/problem+json"),
        Case("GET", "flows/?format=pdf", 404, "not_found"),
        Case("GET", "sessions/1/", 404, "unknown_session"),
        Case("GET", "sessions/%00/", 404, "unknown_session"),
        Case("GET", "sessions/00000000-0000-4000-8000-000000000000/", 404, "unknown_session"),
    ],
    ids=lambda case: f"{case.method} {case.path} {case.accept}",
)
def test_refusal(alice_client, door, case: Case) -> None:
    response = alice_client.generic(case.method, f"{door}{case.path}", headers={"Accept": case.accept})

    assert (response.status_code, response.json()["code"]) == (case.status, case.code)
    assert response["Content-Type"] == "application/problem+json"


MANY = "&".join(f"a{number}=1" for number in range(1_001))


@pytest.mark.parametrize("path", ["sessions/", "sessions/1/", "flows/"])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_suspicious__too_many_parameters(alice_client, door, caplog, path: str, accept: str) -> None:
    response = alice_client.get(f"{door}{path}?{MANY}", headers={"Accept": accept})

    assert (response.status_code, response.json()["code"]) == (400, "parse_error")
    assert response.json()["detail"] == "The request cannot be read."
    assert "no-store" in response["Cache-Control"]
    assert "django.security.TooManyFieldsSent" in [record.name for record in caplog.records]


def test_suspicious__host(alice_client, post, caplog, settings) -> None:
    # It looks at the host first, and its refusal is the project's page.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("CommonMiddleware")]
    response = post(alice_client, headers={"Host": "evil.example"})

    assert (response.status_code, response.json()["code"]) == (400, "parse_error")
    assert "evil" not in response.text
    assert "evil.example" in caplog.text


@pytest.mark.parametrize("path", ["sessions/", "sessions/1/", "flows/", "flows/?subject_id=1"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "PATCH"])
def test_answer__kept_by_nobody(alice_client, door, method: str, path: str) -> None:
    response = alice_client.generic(method, f"{door}{path}")

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Http404("secret"), 404, "not_found"), (PermissionDenied(), 403, "permission_denied")],
)
def test_error_of_django(error: Exception, status: int, code: str) -> None:
    problem = answer(error, {})

    assert (problem.status_code, problem.data["code"]) == (status, code)
    assert "secret" not in problem.data["detail"]


def test_error_of_a_project__keeps_its_words() -> None:
    class Teapot(APIException):
        status_code = 418
        default_code = "teapot"
        default_detail = "Short and stout."

    problem = answer(Teapot(), {})

    assert (problem.status_code, problem.data["code"], problem.data["detail"]) == (418, "teapot", "Short and stout.")


def test_error_of_the_framework__with_many_words() -> None:
    assert answer(NotAuthenticated(["Sign in.", "Please."]), {}).data["detail"] == "Sign in. Please."


@pytest.mark.usefixtures("alice_client")
def test_bug__is_not_hidden(alice, door, portal) -> None:
    portal(RESOLVER="tests.api.test_problems.Buggy")
    client = Client(raise_request_exception=False)
    client.force_login(alice)

    assert client.get(f"{door}flows/").status_code == 500


class Buggy:
    def resolve(self, **words: object) -> None:
        raise ZeroDivisionError

    authorize = remember = aauthorize = aresolve = resolve


@pytest.mark.parametrize("location", ["/confirm/?next=/billing/", None])
def test_reauthentication__asked_for(alice_client, post, portal, billing_codes, location: str | None) -> None:
    response = HttpResponseRedirect(location) if location else HttpResponse("Who is there?")
    portal(REAUTHENTICATE=lambda *, request: response)

    answered = post(alice_client)

    assert (answered.status_code, answered.json()["code"]) == (403, "reauthentication_required")
    assert answered.json().get("location") == location
    assert billing_codes() == ["reauthentication_required"]


@pytest.mark.usefixtures("minted")
def test_reauthentication__the_hook_sees_who_it_is(alice_client, alice, post, portal) -> None:
    seen = []
    portal(REAUTHENTICATE=lambda *, request: seen.append(request.user))

    assert (post(alice_client).status_code, seen) == (201, [alice])


@pytest.mark.parametrize(
    "body",
    [
        {"flow": "nonsense"},
        {"type": "customer_update"},
        {"flow": "update-card", "subscription": "sub_somebody"},
        {"flow": "leave", "subscription": "sub_somebody"},
        {"flow": "leave", "subscription": "../customers"},
        {"subject": {"type": "people.team", "id": "1"}},
    ],
    ids=repr,
)
def test_not_offered__told_in_the_log_and_wakes_nobody(alice_client, post, minted, caplog, body) -> None:
    caplog.set_level("INFO", "django_billing_portal")

    response = post(alice_client, body)

    assert response.status_code == (400 if body.get("flow") == "update-card" else 404)
    [record] = [one for one in caplog.records if getattr(one, "billing_code", "") == response.json()["code"]]
    assert record.levelname == "INFO"
    assert not minted()


@pytest.mark.parametrize("label", ["people.Team", "people.team", "auth.User", "nowhere.Team", "nonsense", "a.b.c"])
def test_subject__that_does_not_exist(alice_client, post, portal, label: str) -> None:
    portal(API_SUBJECTS=["people.Team", "auth.User"])
    ids = ["10", "nonsense", "00000000-0000-4000-8000-000000000000", "9" * 200, "-10", "1e30"]

    answers = [post(alice_client, {"subject": {"type": label, "id": id_}}) for id_ in ids]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_allowed")] * len(ids)
