"""What becomes of an e-mail, by a real mail server on loopback: taken, refused, nobody there, no answer."""

import socket
from http.client import RemoteDisconnected

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from django_billing_portal.exceptions import (
    EmailFailed,
    EmailRefused,
    EmailUnsure,
    InvalidLink,
    LinkExpired,
    LinkRevoked,
    LinkUsedUp,
    NotConfigured,
    UnknownLink,
)
from django_billing_portal.models import PortalLink
from django_billing_portal.services.letters import asend_link, send_link
from django_billing_portal.services.links import issue_link, link_url, revoke_link
from django_billing_portal.signals import link_sent
from tests.mail_server import HANG_UP, SILENCE, send_to

NOW = timezone.now()
SENT_INSIDE = "sent_in_transaction"


@pytest.fixture
def link(alice):
    return issue_link(subject=alice)


@pytest.fixture
def told(caplog):
    """Return what the operator reads, without the warning that every test in a transaction gets."""
    return lambda: [
        (record.levelname, record.billing_code, record.getMessage())
        for record in caplog.records
        if record.billing_code != SENT_INSIDE
    ]


def kept(link):
    link.refresh_from_db()
    return (link.sends, bool(link.sending_at), bool(link.sent_at), link.send_failure)


def test_mail_server__takes_it(link, mail_server, told):
    assert send_link(link) is link

    assert kept(link) == (1, False, True, "")
    assert link.email == "alice@example.com"
    assert [message["To"] for message in mail_server.taken] == ["alice@example.com"]
    assert link_url(link) in mail_server.taken[0].get_body(("plain",)).get_content()
    assert told() == []


def test_mail_server__refuses_the_address(link, mail_server, told):
    mail_server.answers["RCPT"] = "550 5.1.1 <alice@example.com>: no such mailbox, see https://mail.example/1"

    with pytest.raises(EmailRefused):
        send_link(link)

    reason = "The mail server refused the address: 550 5.1.1 <…@example.com>: no such mailbox, see …"
    assert kept(link) == (0, False, False, reason)
    assert told() == [("ERROR", "email_refused", f"email_refused: {reason}")]


def test_mail_server__refuses_the_address_for_now(link, mail_server, told):
    mail_server.answers["RCPT"] = "450 4.2.0 greylisted"

    with pytest.raises(EmailFailed) as caught:
        send_link(link)

    assert caught.value.code == "email_failed"
    assert kept(link) == (0, False, False, "The mail server refused the address: 450 4.2.0 greylisted")


def test_mail_server__refuses_the_message(link, mail_server, told):
    mail_server.answers["DATA"] = "554 5.7.1 looks like spam"

    with pytest.raises(EmailFailed):
        send_link(link)

    reason = "The mail server refused it: 554 5.7.1 looks like spam"
    assert kept(link) == (0, False, False, reason)
    assert told() == [("WARNING", "email_failed", f"email_failed: {reason}")]


def test_mail_server__not_there(link, no_mail_server, told):
    with pytest.raises(EmailFailed):
        send_link(link)

    sends, is_sending, is_sent, reason = kept(link)
    assert (sends, is_sending, is_sent) == (0, False, False)
    assert reason.startswith("It could not be handed over: ConnectionRefusedError: ")
    assert told() == [("WARNING", "email_failed", f"email_failed: {reason}")]


def test_mail_server__silent(link, mail_server, settings, told):
    mail_server.answers["RCPT"] = SILENCE
    send_to(settings, mail_server.port, timeout=0.2)

    with pytest.raises(EmailFailed) as caught:
        send_link(link)

    assert caught.type is EmailFailed
    assert kept(link)[:3] == (0, False, False)
    assert [record[:2] for record in told()] == [("WARNING", "email_failed")]


def test_mail_server__hangs_up_with_the_message_in_hand(link, mail_server, told):
    mail_server.answers["DATA"] = HANG_UP

    with pytest.raises(EmailUnsure):
        send_link(link)

    sends, is_sending, is_sent, reason = kept(link)
    assert (sends, is_sending, is_sent) == (0, True, False)
    assert reason.startswith("Nobody knows whether the mail server took it: ")
    assert told() == [("WARNING", "email_unsure", f"email_unsure: {reason}")]


def test_failure__says_nothing_that_opens_the_link(link, mail_server, caplog):
    token = link_url(link).rstrip("/").rpartition("/")[2]
    mail_server.answers["DATA"] = f"554 bad URL {link_url(link)}"

    with pytest.raises(EmailFailed) as caught:
        send_link(link)

    assert token not in f"{caught.value!r} {caught.value} {caplog.text} {link.send_failure}"
    assert caught.value.__context__ is None


def test_failure__can_be_repeated(link, mail_server):
    mail_server.answers["DATA"] = "451 4.7.1 later"
    with pytest.raises(EmailFailed):
        send_link(link)
    mail_server.answers.clear()

    send_link(link)

    assert kept(link) == (1, False, True, "")


def test_sent_again__is_counted_and_is_the_same_link(link):
    send_link(link)
    first = link.sent_at
    send_link(link)

    assert (link.sends, link.sent_at > first) == (2, True)
    assert len({link_url(link) in message.body for message in mail.outbox}) == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


def test_async_twin__sends(link):
    async_to_sync(asend_link)(link)

    assert (link.sends, len(mail.outbox)) == (1, 1)


def test_once__not_again(link):
    send_link(link, once=True)
    send_link(link, once=True)

    assert (link.sends, len(mail.outbox)) == (1, 1)


def test_once__after_a_failure(link, mail_server):
    mail_server.answers["DATA"] = "451 4.7.1 later"
    with pytest.raises(EmailFailed):
        send_link(link, once=True)
    mail_server.answers.clear()

    assert send_link(link, once=True).sends == 1


def test_once__not_after_a_doubt(link, told):
    PortalLink.objects.update(sending_at=timezone.now())

    with pytest.raises(EmailUnsure):
        send_link(link, once=True)

    assert mail.outbox == []
    assert told() == [
        (
            "WARNING",
            "email_unsure",
            f"email_unsure: Link {link.public_id} may have been sent before: nobody saw the end of it.",
        )
    ]


def test_once__not_beside_somebody_else(link, alice, options, told):
    def contact(*, subject):
        PortalLink.objects.update(sending_at=timezone.now())
        return "alice@example.com"

    options(RESOLVER=_resolver(contact))

    with pytest.raises(EmailUnsure):
        send_link(link, once=True)

    assert mail.outbox == []
    assert [record[:2] for record in told()] == [("WARNING", "email_unsure")]


def test_doubt__ended_by_who_decides_to(link):
    PortalLink.objects.update(sending_at=timezone.now())

    send_link(link)

    assert kept(link) == (1, False, True, "")


def _resolver(contact):
    from django_billing_portal.resolvers import Callables

    return Callables(resolve=lambda subject: "cus_alice", contact=contact)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"revoked_at": timezone.now()}, LinkRevoked),
        ({"expires_at": timezone.now()}, LinkExpired),
        ({"uses": 1}, LinkUsedUp),
    ],
    ids=["revoked", "expired", "used up"],
)
def test_dead_link__not_sent(link, changes, error, told):
    PortalLink.objects.update(**changes)

    with pytest.raises(error):
        send_link(link)

    assert mail.outbox == []
    assert [record[:2] for record in told()] == [("INFO", error.code)]


def test_revoked_meanwhile__not_sent(link, options):
    def contact(*, subject):
        revoke_link(link, reason="wrong person")
        return "alice@example.com"

    options(RESOLVER=_resolver(contact))

    with pytest.raises(LinkRevoked):
        send_link(link)

    assert mail.outbox == []


def test_link_gone__not_sent(link, told):
    PortalLink.objects.all().delete()

    with pytest.raises(UnknownLink):
        send_link(link)

    assert told() == [("INFO", "unknown_link", "unknown_link: The link was deleted.")]


def test_once__somebody_else_has_sent_it_meanwhile(link, options):
    def contact(*, subject):
        PortalLink.objects.update(sends=1, sent_at=timezone.now())
        return "alice@example.com"

    options(RESOLVER=_resolver(contact))

    assert send_link(link, once=True).sends == 1
    assert mail.outbox == []


def test_subject_gone__not_sent(link, alice, told):
    alice.delete()

    with pytest.raises(InvalidLink):
        send_link(link)

    assert told() == [
        ("ERROR", "invalid_link", f"invalid_link: The subject of link {link.public_id} is gone."),
    ]


def test_no_address__not_sent(link, alice, stripe_world, told):
    alice.email = ""
    alice.save()
    PortalLink.objects.update(customer="cus_nobody")

    with pytest.raises(EmailFailed):
        send_link(link)

    reason = "Nobody knows an e-mail address: neither the project nor Stripe's customer."
    assert kept(link) == (0, False, False, reason)
    assert told() == [("ERROR", "email_refused", f"email_refused: {reason}")]


def test_invalid_address__not_sent(link, alice, told):
    alice.email = "alice@@example"
    alice.save()

    with pytest.raises(EmailFailed):
        send_link(link)

    assert kept(link) == (0, False, False, "The e-mail address is none.")
    assert [record[:2] for record in told()] == [("ERROR", "email_refused")]


@pytest.mark.parametrize("state", [{"sends": 1, "sent_at": NOW}, {"sending_at": NOW, "send_failure": "in doubt"}])
def test_no_letter__says_nothing_of_what_was_sent(link, alice, told, state):
    PortalLink.objects.update(**state)
    User.objects.filter(pk=alice.pk).update(email="alice@@example")
    known = PortalLink.objects.values().get()

    with pytest.raises(EmailFailed):
        send_link(link)

    assert PortalLink.objects.values().get() == known
    assert link.send_failure == known["send_failure"]


def test_no_origin__not_sent(link, options):
    options(BASE_URL=None)

    with pytest.raises(NotConfigured):
        send_link(link)

    assert kept(link)[3] == 'Outside a request, a return URL needs BILLING_PORTAL["BASE_URL"].'


def test_origin__of_the_request(link):
    send_link(link, origin="https://shop.example")

    assert "https://shop.example/billing/link/" in mail.outbox[0].body


def test_address_of_the_link__comes_first(alice):
    send_link(issue_link(subject=alice, email="office@example.com"))

    assert mail.outbox[0].to == ["office@example.com"]


def test_signal__once_the_mail_server_took_it(link, alice, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, **words):
        heard.append((sender, words["link"], words["user"]))

    link_sent.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            send_link(link, by=alice)
    finally:
        link_sent.disconnect(listen)

    assert heard == [(PortalLink, link, alice)]


def test_transaction__warned_of(link, caplog):
    send_link(link)

    assert [record.billing_code for record in caplog.records] == [SENT_INSIDE]


@pytest.mark.django_db(transaction=True)
def test_transaction__none_while_the_mail_server_is_asked(link, caplog, options):
    from django.db import connection

    inside = []
    options(LINK_SENDER=lambda message: inside.append(connection.in_atomic_block))

    send_link(link)

    assert inside == [False]
    assert caplog.records == []


class AnswerOfService(Exception):
    """Stand for what anymail and others raise, with the status of the answer."""

    def __init__(self, status):
        super().__init__(f"HTTP {status}")
        self.status_code = status


def raising(error):
    def sender(*, message):
        raise error

    return sender


class TestSender:
    """A sender of the project's own."""

    def test_plain(self, link, options):
        seen = []
        options(LINK_SENDER=lambda message: seen.append(message.to))

        send_link(link)

        assert (seen, mail.outbox, link.sends) == ([["alice@example.com"]], [], 1)

    def test_async(self, link, options):
        seen = []

        async def sender(*, message):
            seen.append(message.to)

        options(LINK_SENDER=sender)
        send_link(link)

        assert (seen, link.sends) == ([["alice@example.com"]], 1)

    def test_raises_anything(self, link, options, told):
        def sender(*, message):
            raise RuntimeError(f"cannot post {message.body} to alice@example.com")

        options(LINK_SENDER=sender)
        with pytest.raises(EmailUnsure):
            send_link(link)

        known = "Nobody knows whether the mail server took it: RuntimeError: cannot post Hello, testserver has"
        assert kept(link)[3].startswith(known)
        assert "/link/" not in str(told())
        assert "alice@" not in str(told())

    def test_knows_better(self, link, options):
        def sender(*, message):
            raise EmailUnsure("The provider is thinking about it.")

        options(LINK_SENDER=sender)
        with pytest.raises(EmailUnsure):
            send_link(link)

        assert kept(link) == (0, True, False, "The provider is thinking about it.")

    @pytest.mark.parametrize(
        "error",
        [
            ConnectionResetError("reset"),
            RemoteDisconnected("no answer"),
            TimeoutError("too slow"),
            AnswerOfService(500),
            AnswerOfService(None),
        ],
        ids=["reset", "no answer", "too slow", "500", "no status"],
    )
    def test_connection_that_broke(self, link, options, error):
        """The e-mail may be with the service, whose answer was lost."""
        options(LINK_SENDER=raising(error))

        with pytest.raises(EmailUnsure):
            send_link(link)

        assert kept(link)[3].startswith(f"Nobody knows whether the mail server took it: {type(error).__name__}")

    @pytest.mark.parametrize(
        "error",
        [
            ConnectionRefusedError("nobody there"),
            socket.gaierror("no such host"),
            ImproperlyConfigured("no key"),
            NotConfigured("no sender"),
            AnswerOfService(429),
        ],
        ids=["refused", "no host", "no key", "ours", "429"],
    )
    def test_certainly_not_sent(self, link, options, error):
        options(LINK_SENDER=raising(error))

        with pytest.raises(EmailFailed) as caught:
            send_link(link)

        assert caught.type is EmailFailed
        assert kept(link)[:3] == (0, False, False)

    def test_sends_nothing(self, link, options):
        options(LINK_SENDER=lambda message: 0)

        with pytest.raises(EmailFailed):
            send_link(link)

        assert kept(link) == (0, False, False, "The mail backend sent nothing.")
