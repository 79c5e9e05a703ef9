"""The page of a link: what it shows, what it never does, and what its button does."""

import inspect
import logging
from datetime import UTC, datetime, timedelta

import django
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, override_script_prefix

from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.hushing import LOGGERS, Hush, hush
from django_billing_portal.models import PortalLink, PortalSession
from django_billing_portal.reauthentication import page_to_resume
from django_billing_portal.resolvers import Callables
from django_billing_portal.sandbox import faults, store
from django_billing_portal.services.links import issue_link
from django_billing_portal.services.outcomes import return_path
from tests.factories import TeamFactory
from tests.sent import CANCEL, TEAMS, forms_of, path_of, token_of
from tests.services.foresight import change

pytestmark = pytest.mark.usefixtures("minted")
#: Pairs until Django 6.0, which warns of them.
ADMINS = ["admin@example.com"] if django.VERSION >= (6, 0) else [("Admin", "admin@example.com")]


@pytest.fixture
def team(alice, portal):
    portal(RESOLVER=TEAMS, LINK_HOLDERS=True)
    return TeamFactory(owner=alice, stripe_customer_id="cus_alice", name="Aurora & Söhne")


@pytest.fixture
def path(team) -> str:
    return path_of(issue_link(subject=team, flow="leave", message="Dear <b>Alice</b>,\nplease press."))


@pytest.fixture
def open_path(team) -> str:
    """Return the path of a link for whoever holds it."""
    return path_of(issue_link(subject=team, flow=PaymentMethodUpdate(), audience="holder"))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_link__says_who_asks_what_for_whom_until_when(alice_client, team) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        link = issue_link(subject=team, flow=CANCEL, max_age=timedelta(days=2), max_uses=3)
        page = text_of(alice_client.get(path_of(link)))

    assert "<h1>Cancel subscription</h1>" in page
    assert "testserver asks this of you." in page
    assert "<dd>Aurora &amp; Söhne</dd>" in page
    assert '<time datetime="2026-11-24T' in page
    assert "Nov. 24, 2026" in page
    assert "3 times" in page


def test_link__message_is_plain_text_with_its_lines(alice_client, path) -> None:
    assert "<p>Dear &lt;b&gt;Alice&lt;/b&gt;,<br>please press.</p>" in text_of(alice_client.get(path))


def test_link__one_button(alice_client, path) -> None:
    [form] = forms_of(alice_client.get(path))

    assert set(form) == {"csrfmiddlewaretoken", "visit"}


def test_link__button_works(path, alice, minted) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    [form] = forms_of(browser.get(path))

    response = browser.post(path, form)

    assert (response.status_code, response["Location"]) == (303, minted()[0]["url"])
    assert response["Referrer-Policy"] == "no-referrer"


def test_link__without_the_csrf_token(path, alice, minted) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    assert browser.post(path).status_code == 403
    assert minted() == []


def test_link__redirect_as_a_page(alice_client, path, portal, minted) -> None:
    portal(RESOLVER=TEAMS, REDIRECT="page")

    response = alice_client.post(path)

    assert response.status_code == 200
    assert minted()[0]["url"] in response.content.decode()


def test_link__htmx(alice_client, path, minted) -> None:
    response = alice_client.post(path, headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == minted()[0]["url"]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"User-Agent": "Barracuda Sentinel"}],
)
@pytest.mark.parametrize("audience", ["customer", "holder"])
def test_link__looking_writes_nothing(method, headers, audience, team, alice_client) -> None:
    link = issue_link(subject=team, flow="leave", audience=audience)
    browser = Client() if audience == "holder" else alice_client
    with CaptureQueriesContext(connection) as queries:
        response = getattr(browser, method)(path_of(link), headers=headers)

    assert response.status_code == 200
    assert [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert (store.list("billing_portal.session"), PortalSession.objects.count()) == ([], 0)
    assert PortalLink.objects.get(pk=link.pk).state == "live"


def test_link__stripe_is_not_asked_for_nobody(open_path, portal) -> None:
    portal(RESOLVER=TEAMS, LINK_HOLDERS=True, API_BASE="http://127.0.0.1:9")

    assert Client().get(open_path).status_code == 200


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("is_live", [True, False])
def test_link__not_kept_not_framed_not_indexed_and_tells_no_other_site(verb, is_live, alice_client, path) -> None:
    response = getattr(alice_client, verb)(path if is_live else "/billing/link/x/")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] in {"same-origin", "no-referrer"}


@pytest.mark.parametrize("verb", ["put", "delete", "options"])
def test_link__other_methods(verb, alice_client, path) -> None:
    assert getattr(alice_client, verb)(path).status_code == 405


def test_link__asks_for_the_login_and_comes_back(path) -> None:
    for verb in ("get", "post"):
        response = getattr(Client(), verb)(path)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={path}")


def test_link__under_a_prefix(alice_client, team) -> None:
    with override_script_prefix("/shop/"):
        assert path_of(issue_link(subject=team)).startswith("/shop/billing/link/")


def test_link__already_cancelled_is_said_before_the_press(alice_client, path, minted) -> None:
    change("sub_alice", cancel_at_period_end=True)

    page = alice_client.get(path)

    assert 'role="alert"' in page.content.decode()
    [form] = forms_of(page)
    assert form["home"] == "1"
    assert alice_client.post(path, form).status_code == 303
    assert minted()[0]["flow"] is None


def test_link__stripe_does_not_tell_and_the_button_is_there(alice_client, path, caplog) -> None:
    faults.switch_on("missing_permission")

    page = alice_client.get(path)

    assert (page.status_code, "Continue" in text_of(page)) == (200, True)
    assert "key_rejected" in [getattr(record, "billing_code", "") for record in caplog.records]


def test_link__impossible_on_the_press_offers_the_home_page(alice_client, path, minted) -> None:
    [form] = forms_of(alice_client.get(path))
    change("sub_alice", cancel_at_period_end=True)

    page = alice_client.post(path, form)

    assert page.status_code == 409
    [form] = forms_of(page)
    assert form["home"] == "1"
    assert alice_client.post(path, form).status_code == 303
    assert minted()[0]["flow"] is None


def test_link__closed_portal_offers_nothing(alice_client, path) -> None:
    change("cus_alice", deleted=True)

    page = alice_client.get(path)

    assert (page.status_code, forms_of(page)) == (200, [])
    assert 'role="alert"' in page.content.decode()


def test_link__problem_of_htmx_is_shown_on_the_page(alice_client, path) -> None:
    change("sub_alice", cancel_at_period_end=True)

    answer = alice_client.post(path, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"{path}?problem=flow_unavailable"
    assert [form["home"] for form in forms_of(alice_client.get(answer["HX-Redirect"]))] == ["1"]


def test_link__problem_that_has_passed(alice_client, path) -> None:
    page = alice_client.get(f"{path}?problem=busy")

    assert "A lot is going on right now." in page.content.decode()
    assert [form.get("home") for form in forms_of(page)] == [None]


def test_link__try_again_presses_the_same(alice_client, path, portal) -> None:
    [form] = forms_of(alice_client.get(path))
    portal(RESOLVER=TEAMS, API_BASE="http://127.0.0.1:9", DEADLINE_SECONDS=2)

    page = alice_client.post(path, form | {"home": "1"})

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    [again] = forms_of(page)
    assert (again["visit"], again["home"]) == (form["visit"], "1")


def test_link__page_that_fails_offers_no_press(alice_client, team, portal) -> None:
    path = path_of(issue_link(subject=team))
    PortalLink.objects.update(flow_data={"v": 99})

    page = alice_client.get(path)

    assert (page.status_code, forms_of(page)) == (500, [])


def test_link__template_of_the_code_comes_first(alice_client, settings, tmp_path) -> None:
    (tmp_path / "billing_portal" / "links").mkdir(parents=True)
    (tmp_path / "billing_portal" / "links" / "unknown_link.html").write_text("Call us.")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    assert alice_client.get("/billing/link/x/").content == b"Call us."


def test_link__visits_of_one_page_are_one_use(open_path) -> None:
    browser = Client()
    [form] = forms_of(browser.get(open_path))
    [other] = forms_of(Client().get(open_path))

    answers = [browser.post(open_path, form) for _ in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Client().post(open_path, other).status_code == 410


def test_link__visit_of_another_link_is_none(team, open_path) -> None:
    other = path_of(issue_link(subject=team, audience="holder"))
    [form] = forms_of(Client().get(other))

    assert [Client().post(open_path, form).status_code for _ in range(2)] == [303, 410]


def test_link__client_address_is_counted(team, portal) -> None:
    portal(RESOLVER=TEAMS, LINK_HOLDERS=True, LINK_HOLDERS_PER_MINUTE=1)
    paths = [path_of(issue_link(subject=team, audience="holder")) for _ in range(3)]

    with time_machine.travel("2026-11-22T12:00:15Z", tick=False):
        PortalLink.objects.update(expires_at=datetime(2026, 11, 23, tzinfo=UTC))
        addresses = ["1.1.1.1", "1.1.1.1", "2.2.2.2"]
        statuses = [
            Client(REMOTE_ADDR=address).post(path).status_code for path, address in zip(paths, addresses, strict=True)
        ]

    assert statuses == [303, 429, 303]


def test_link__goodbye_to_whoever_did_not_sign_in(open_path) -> None:
    browser = Client()
    browser.post(open_path)

    back = browser.get(return_path(PortalSession.objects.get(), "done"))

    assert back["Location"] == "http://testserver/billing/link/done/"
    assert "You can close this page now." in browser.get(back["Location"]).content.decode()


def test_link__no_way_back_for_whoever_is_not_signed_in(open_path, alice_client) -> None:
    assert "/account/" not in Client().get(open_path).content.decode()
    assert "/account/" in alice_client.get(open_path).content.decode()


def test_link__asks_for_the_password_again(alice_client, path, portal, minted) -> None:
    portal(RESOLVER=TEAMS, REAUTHENTICATE=lambda *, request: HttpResponse(page_to_resume(request)))

    assert alice_client.post(path).content.decode() == path
    assert minted() == []


def test_link__nobody_to_ask_for_the_password(open_path, portal) -> None:
    portal(RESOLVER=TEAMS, LINK_HOLDERS=True, REAUTHENTICATE=page_to_resume)

    assert Client().post(open_path).status_code == 303


@pytest.mark.parametrize(
    ("verb", "headers", "status"),
    [("get", {}, 410), ("post", {}, 410), ("put", {}, 405), ("post", {"Origin": "https://evil.example"}, 403)],
)
def test_link__token_is_in_no_log(verb, headers, status, team, caplog) -> None:
    link = issue_link(subject=team, audience="holder")
    PortalLink.objects.update(uses=1)
    caplog.set_level(logging.DEBUG)

    response = getattr(Client(enforce_csrf_checks=status == 403), verb)(path_of(link), headers=headers)

    assert response.status_code == status
    assert any("/billing/link/…/" in record.getMessage() for record in caplog.records)
    assert token_of(link) not in " ".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("has_slashes", [True, False])
@pytest.mark.parametrize("tail", ["x", ">/x", "…/", "/x/"])
def test_link__token_is_in_no_log_of_a_path_that_leads_nowhere(tail, has_slashes, team, settings, caplog) -> None:
    link, settings.APPEND_SLASH = issue_link(subject=team), has_slashes
    caplog.set_level(logging.DEBUG)

    Client().get(path_of(link).rstrip("/") + tail)

    assert {record.request for record in caplog.records if record.name == "django.request"} <= {None}
    assert token_of(link) not in " ".join(record.getMessage() for record in caplog.records)


def test_link__without_its_last_slash(team, settings, caplog) -> None:
    link, settings.APPEND_SLASH = issue_link(subject=team), False

    assert Client().get(path_of(link).rstrip("/")).status_code == 404
    assert [record.getMessage() for record in caplog.records] == ["Not Found: /billing/link/…"]


class Surprise(RuntimeError):
    """Nobody foresaw it."""


def surprise(**_words: object) -> None:
    raise Surprise("It was about " + _frames_path())


def _frames_path() -> str:
    # As careless as errors can be.
    return next(info.frame.f_locals["token"] for info in inspect.stack() if "token" in info.frame.f_locals)


@pytest.mark.parametrize("verb", ["get", "post"])
def test_link__whatever_fails_the_page_is_calm_and_tells_no_token(verb, team, alice_client, portal, caplog) -> None:
    link = issue_link(subject=team)
    portal(RESOLVER=Callables(resolve=surprise, authorize=surprise))

    with override_settings(ADMINS=ADMINS):
        response = getattr(alice_client, verb)(path_of(link))

    assert response.status_code == 500
    assert "Something went wrong on our side." in response.content.decode()
    [ours] = [record for record in caplog.records if record.name == "django_billing_portal"]
    assert (ours.billing_code, ours.exc_info) == ("billing_portal_error", None)
    assert "Traceback" in ours.getMessage()
    assert "Surprise: It was about …" in ours.getMessage()
    [told] = mail.outbox
    assert "Internal Server Error: /billing/link/…/" in told.body
    assert token_of(link) not in f"{told.message()} {caplog.text}"


@pytest.mark.parametrize(("error", "status"), [(Http404, 404), (PermissionDenied, 403)])
def test_link__hooks_may_answer_by_djangos_own_errors(error, status, alice_client, path, portal) -> None:
    def refuse(*, request: object) -> None:
        raise error

    portal(RESOLVER=TEAMS, REAUTHENTICATE=refuse)

    response = alice_client.post(path)

    assert response.status_code == status
    assert "billing_portal/link_refused.html" not in [each.name for each in response.templates]


@pytest.mark.parametrize(
    ("settings_", "name"),
    [
        ({"LINK_FROM_EMAIL": "Nordlicht & Söhne <billing@nordlicht.example>"}, "Nordlicht &amp; Söhne"),
        ({"LINK_FROM_EMAIL": "billing@nordlicht.example"}, "testserver"),
        ({}, "Shop"),
    ],
)
@override_settings(DEFAULT_FROM_EMAIL="Shop <shop@example.com>")
def test_link__says_who_asks_by_the_name_of_the_sender(settings_, name, path, alice_client, portal) -> None:
    portal(RESOLVER=TEAMS, **settings_)

    assert f"{name} asks this of you." in text_of(alice_client.get(path))


def test_hush__once_for_each_logger() -> None:
    hush()

    found = [sum(isinstance(each, Hush) for each in logging.getLogger(name).filters) for name in LOGGERS]
    assert found == [1, 1]


@pytest.mark.parametrize("args", [None, {"path": "/billing/"}, ("Not Found", 404)])
def test_hush__lets_other_records_be(args) -> None:
    record = logging.LogRecord("django.request", logging.INFO, "", 0, "", None, None)
    record.args = args

    assert Hush().filter(record)
    assert record.args == args
