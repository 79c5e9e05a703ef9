"""A portal URL is a bearer credential: nothing that people read or keep may hold one, nor a key, nor a token."""

import logging
import traceback
import uuid
from datetime import UTC, datetime
from functools import partial

import pytest
import stripe
from asgiref.sync import async_to_sync
from django.db import connection
from django.urls import reverse

from django_billing_portal import gateway, tokens
from django_billing_portal.conf import portal_settings
from django_billing_portal.exceptions import BillingPortalError, InvalidToken, UndecryptableValue
from django_billing_portal.models import PortalLink, PortalSession
from django_billing_portal.services.links import issue_link, link_url, revoke_link
from django_billing_portal.services.outcomes import return_path
from django_billing_portal.services.sessions import amint_session, mint_session
from django_billing_portal.signals import link_issued, link_redeemed, link_revoked, session_minted, session_returned
from django_billing_portal.wire.answers import MintedSession
from tests.stand_in import Answer, StandIn, refusal

KEY = "rk_test_sesamekey"
URL = "https://billing.stripe.com/p/session/test_sesameurl"
SECRETS = ("sesame", "session/test_")


@pytest.fixture(autouse=True)
def _hear_everybody(caplog, settings):
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_KEY": KEY}
    caplog.set_level(logging.DEBUG)
    for name in ("stripe", "urllib3", "django_billing_portal"):
        caplog.set_level(logging.DEBUG, logger=name)


@pytest.fixture
def stripe_server(settings):
    with StandIn() as server:
        settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"API_BASE": server.url}
        yield server
    gateway.forget()


@pytest.fixture(params=[mint_session, async_to_sync(amint_session)], ids=["sync", "async"])
def mint(request, stripe_server):
    return request.param


@pytest.fixture
def logged(caplog):
    """Return all that loggers got to know, ``extra`` included."""
    return lambda: " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)


def leaks(text: str, *others: str) -> list[str]:
    return [secret for secret in (*SECRETS, *others) if secret in text]


def shown(value: object) -> str:
    return f"{value!r} {value} {vars(value)}"


def test_portal_session__shows_nothing(alice, mint):
    session = mint(user=alice)

    assert session.url
    assert leaks(shown(session)) == []


def test_portal_session__keeps_nothing_in_clear(alice, mint):
    mint(user=alice)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PortalSession._meta.db_table}")
        rows = cursor.fetchall()

    assert leaks(str(rows)) == []


def test_minted_session__shows_nothing():
    minted = MintedSession(
        id="bps_1", url=URL, livemode=False, configuration="bpc_1", created=datetime(2026, 11, 22, tzinfo=UTC)
    )

    assert leaks(f"{minted!r} {minted}") == []


def test_settings__show_nothing():
    assert leaks(shown(portal_settings)) == []


def test_mint_session__logs_nothing(alice, mint, logged):
    mint(user=alice)

    assert leaks(logged()) == []


def test_mint_session__prints_nothing(alice, mint, capfd, monkeypatch):
    monkeypatch.setattr(stripe, "log", "debug")
    mint(user=alice)

    assert leaks("".join(capfd.readouterr())) == []


@pytest.fixture
def signalled():
    """Return all that receivers got to know, but for the request."""
    heard = []

    def hear(request=None, **payload):
        heard.append(payload)

    for signal in (session_minted, session_returned):
        signal.connect(hear)
    yield lambda: " ".join(f"{payload} {shown(payload['session'])}" for payload in heard)
    for signal in (session_minted, session_returned):
        signal.disconnect(hear)


def test_signals__tell_nothing(alice, alice_client, mint, signalled, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        session = mint(user=alice)
        path = return_path(session, "done")
        alice_client.get(path)

    assert session.public_id.hex in signalled().replace("-", "")
    assert leaks(signalled(), path, path.split("/")[-2]) == []


FAULTS = {
    "key refused": Answer(
        status=401,
        body={"error": {"type": "invalid_request_error", "message": f"Invalid API Key provided: {KEY}"}},
    ),
    "right missing": refusal(403, f"The provided key '{KEY}' does not have the required permissions."),
    "url in a refusal": refusal(400, f"You cannot use {URL} here.", param="return_url"),
    "portal elsewhere": Answer(body={"object": "billing_portal.session", "url": URL.replace("stripe.com", "test")}),
    "portal half a character": Answer(body={"object": "billing_portal.session", "url": f"{URL}\ud800"}),
    "answer incomplete": Answer(body={"object": "billing_portal.session", "url": URL}),
    "answer is no object": Answer(body=[URL]),
    "answer is no JSON": Answer(body=f"<a href={URL}>{KEY}</a>".encode()),
    "answer is no text": Answer(body=f"{URL}{KEY}".encode() + b"\xff"),
    "answer is cut": Answer(cut=200),
    "outage": Answer(status=500, body={"error": {"message": f"{URL} {KEY}"}}),
}


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS)
def test_failure__tells_nothing(answer, alice, mint, stripe_server, logged):
    stripe_server.always = answer

    with pytest.raises(BillingPortalError) as caught:
        mint(user=alice)
    error = caught.value
    told = f"{shown(error)} {error.message} {error.args}" + "".join(traceback.format_exception(error))
    assert leaks(told + logged()) == []


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS)
def test_failure__shows_customers_nothing(answer, alice_client, stripe_server, logged):
    stripe_server.always = answer
    response = alice_client.post(reverse("billing_portal:portal"))

    assert response.status_code >= 400
    assert leaks(f"{response.text} {response!r} {response.headers}" + logged()) == []


def test_page__holds_nothing_before_the_click(alice_client, stripe_server):
    response = alice_client.get(reverse("billing_portal:portal"))

    assert leaks(response.text) == []
    assert {request.method for request in stripe_server.requests} == {"GET"}


def test_click__answer_shows_nothing(alice_client, stripe_server, logged):
    response = alice_client.post(reverse("billing_portal:portal"))

    assert leaks(response.headers["Location"]) != []
    assert leaks(repr(response) + logged()) == []


@pytest.fixture
def link(alice):
    return issue_link(subject=alice)


@pytest.fixture
def link_path(link):
    return link_url(link, origin="http://testserver").removeprefix("http://testserver")


def token_in(path: str) -> str:
    return path.split("/")[-2]


def test_link__shows_no_token(link, link_path, logged):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PortalLink._meta.db_table}")
        rows = cursor.fetchall()

    assert leaks(shown(link) + str(rows) + logged(), token_in(link_path)) == []


def test_link__signals_tell_nothing(link_path, alice_client, stripe_server, django_capture_on_commit_callbacks):
    heard = []

    def hear(**payload):
        heard.append(f"{payload} {shown(payload['link'])} {shown(payload.get('session', payload['link']))}")

    for signal in (link_issued, link_redeemed, link_revoked):
        signal.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(link_path)
        revoke_link(PortalLink.objects.get(), reason="No.")
        assert issue_link(subject=PortalSession.objects.get().user)
    for signal in (link_issued, link_redeemed, link_revoked):
        signal.disconnect(hear)

    assert len(heard) == 3
    assert leaks(" ".join(heard), token_in(link_path)) == []


def test_link__press_shows_nothing(link_path, alice_client, stripe_server, logged):
    response = alice_client.post(link_path)

    assert leaks(response.headers["Location"]) != []
    assert leaks(repr(response), token_in(link_path)) == []
    assert leaks(logged(), token_in(link_path)) == []


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS)
def test_link__failure_shows_nothing(answer, link_path, alice_client, stripe_server, caplog):
    stripe_server.always = answer
    response = alice_client.post(link_path)

    assert response.status_code >= 400
    told = " ".join(record.getMessage() for record in caplog.records)
    assert leaks(f"{response.text} {response!r} {told}", token_in(link_path)) == []


def test_forged_link__tells_nothing(caplog, db, client):
    token = tokens.sign_id("another purpose", uuid.UUID(int=7))
    response = client.get(reverse("billing_portal:link", args=[token]))

    told = " ".join(record.getMessage() for record in caplog.records)
    assert leaks(f"{response.text} {told}", token) == []


def test_undecryptable_url__tells_nothing(alice, mint, settings, logged):
    session = mint(user=alice)
    settings.SECRET_KEY = "another"

    with pytest.raises(UndecryptableValue) as caught:
        _ = session.url
    assert leaks("".join(traceback.format_exception(caught.value)) + logged(), session.encrypted_url) == []


def test_forged_return__tells_nothing(client, caplog, db):
    token = tokens.sign("another purpose", "sesame")
    response = client.get(reverse("billing_portal:return", args=[token]))

    [record] = [record for record in caplog.records if record.name == "django_billing_portal"]
    assert record.billing_code == "invalid_token"
    assert leaks(f"{response.text} {record.getMessage()} {vars(record)}", token) == []


def test_invalid_token__tells_nothing():
    token = tokens.sign("another purpose", "sesame")
    read = partial(tokens.read, "return", token)

    with pytest.raises(InvalidToken) as caught:
        read()
    assert leaks(shown(caught.value) + "".join(traceback.format_exception(caught.value)), token) == []
