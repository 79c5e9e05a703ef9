"""What an e-mail with a link says, to whom, in which language; whatever people are called and write."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.template import TemplateDoesNotExist
from django.utils import timezone, translation
from django.views.debug import ExceptionReporter
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal import flows
from django_billing_portal.management.linking.results import Result
from django_billing_portal.models import PortalLink
from django_billing_portal.refs import Contact
from django_billing_portal.resolvers import Callables
from django_billing_portal.services.letters import compose_letter
from django_billing_portal.services.letters.composing import Letter, chosen_language, write_letter
from django_billing_portal.services.letters.failures import discreet
from django_billing_portal.services.letters.texts import line, paragraphs
from django_billing_portal.services.links import issue_link, link_url
from tests.factories import PortalCustomerFactory, TeamFactory
from tests.overrides import with_apps

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESS = re.compile(r"http://testserver/billing/link/[^\s\"<]+")


@pytest.fixture(autouse=True)
def _site(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def issue(alice):
    def issue(**wishes):
        return issue_link(**{"subject": alice, **wishes})

    with time_machine.travel(NOON, tick=False):
        yield issue


@pytest.fixture
def sites(settings):
    """Install the sites framework, with one site, which is in its cache: there is no table for it."""
    settings.INSTALLED_APPS = with_apps("django.contrib.sites")
    settings.SITE_ID = 1
    from django.contrib.sites import models

    def name(name):
        models.SITE_CACHE[1] = models.Site(pk=1, name=name)

    yield name
    models.Site.objects.clear_cache()


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def text(message):
    return parsed(message).get_body(("plain",)).get_content()


def html(message):
    return parsed(message).get_body(("html",)).get_content()


def test_headers(issue):
    link = issue()

    found = parsed(compose_letter(link))

    assert found["Subject"] == "testserver: Open the billing portal"
    assert found["From"] == "webmaster@localhost"
    assert found["To"] == "alice@example.com"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Message-ID"] == f"<billing-link.{link.public_id.hex}.1@localhost>"
    assert found.get_content_type() == "multipart/alternative"


def test_message_id__the_same_until_it_was_sent(issue):
    link = issue()
    first, again = compose_letter(link), compose_letter(link)
    link.sends = 1

    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert compose_letter(link).extra_headers["Message-ID"].endswith(".2@localhost>")


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Nordlicht <billing@nordlicht.example>", "nordlicht.example"),
        ("billing@bücher.example", "xn--bcher-kva.example"),
        (f"billing@{'ü' * 70}.example", "localhost"),
        ("billing", "localhost"),
    ],
)
def test_sender__of_links(issue, options, sender, domain):
    options(LINK_FROM_EMAIL=sender)

    message = compose_letter(issue())

    assert message.from_email == sender
    assert message.extra_headers["Message-ID"].endswith(f"@{domain}>")


def test_sender__the_sites_own(issue, settings):
    settings.DEFAULT_FROM_EMAIL = "shop@example.com"

    assert compose_letter(issue()).from_email == "shop@example.com"


def test_text__says_all(issue, alice):
    alice.first_name = "Alice"
    alice.save()
    link = issue(flow=flows.PaymentMethodUpdate(), message="Your card ends\nnext month. <3", max_uses=3)

    found = text(compose_letter(link))

    assert found == (
        "Hello Alice,\n\n"
        "testserver has prepared a billing page for you: Update payment method.\n\n"
        "Your card ends\nnext month. <3\n\n"
        f"Update payment method:\n{link_url(link)}\n\n"
        "The link works 3 times, until Nov. 29, 2026, 1 p.m. CET. You may be asked to sign in first.\n\n"
        "You continue on a secure page of Stripe, our payment provider. "
        "Nothing changes before you confirm it there.\n\n"
        "If you did not expect this e-mail, you need not do anything.\n"
    )


def test_text__for_whoever_holds_the_link(issue, options):
    options(LINK_HOLDERS=True)

    found = text(compose_letter(issue(audience="holder")))

    assert "The link works once, until Nov. 22, 2026, 5 p.m. CET.\n" in found


def test_html__escapes(issue, alice):
    alice.first_name = "<b>Al & ice</b>"
    alice.save()

    found = html(compose_letter(issue(message="<script>1</script>\n& so on")))

    assert "Hello &lt;b&gt;Al &amp; ice&lt;/b&gt;," in found
    assert "&lt;script&gt;1&lt;/script&gt;<br>&amp; so on" in found


def test_html__one_button_and_the_address_in_clear(issue):
    link = issue()

    found = html(compose_letter(link))

    assert found.count(f'href="{link_url(link)}"') == 2
    assert f">{link_url(link)}</a>" in found
    assert set(re.findall(r'https?://[^\s"<]+', found)) == {link_url(link)}
    assert not re.search(r"<img|<script|url\(|<link", found)


def test_html__light_and_dark(issue):
    found = html(compose_letter(issue()))

    assert '<meta name="color-scheme" content="light dark">' in found
    assert "@media (prefers-color-scheme: dark)" in found


@pytest.mark.parametrize(
    ("language", "subject", "until"),
    [
        ("de", "testserver: Zahlungsmittel ändern", "29. November 2026 13:00 CET"),
        ("fr", "testserver : Modifier le moyen de paiement", "29 novembre 2026 13:00 CET"),
        ("en", "testserver: Update payment method", "Nov. 29, 2026, 1 p.m. CET"),
    ],
)
def test_language__of_the_recipient(issue, language, subject, until):
    link = issue(flow=flows.PaymentMethodUpdate(), language=language)

    with translation.override("pl"), timezone.override("Asia/Tokyo"):
        message = compose_letter(link)

    assert message.subject == subject
    assert until in text(message)
    assert f'<html lang="{language}"' in html(message)


def test_language__of_the_contact(issue, options):
    options(RESOLVER=Callables(resolve=lambda subject: "cus_alice", contact=lambda subject: Contact(language="fr")))

    assert "Bonjour" in text(compose_letter(issue(email="a@example.com")))


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [(("de-AT", "fr"), "de"), (("", "fr"), "fr"), (("tlh", "pt-BR"), "pt-br"), (("", ""), "en"), (("x" * 600,), "en")],
)
def test_language__the_first_that_the_project_has(wanted, chosen):
    assert chosen_language(*wanted) == chosen


def test_label__of_the_named_flow(issue, options):
    options(FLOWS={"card": flows.PaymentMethodUpdate(label="Use another card")})

    assert compose_letter(issue(flow="card")).subject == "testserver: Use another card"


def test_label__of_a_name_that_is_gone(issue, options):
    options(FLOWS={"card": flows.PaymentMethodUpdate(label="Use another card")})
    link = issue(flow="card")
    options(FLOWS={})

    assert compose_letter(link).subject == "testserver: Update payment method"


def test_team__is_called_by_its_name(db, options):
    team = TeamFactory()
    PortalCustomerFactory(subject=team, customer="cus_team")

    message = compose_letter(issue_link(subject=team, email="team@example.com"))

    assert "Hello Nordlicht," in text(message)


def test_subject_gone__composes_without_a_name(issue, alice):
    link = issue(email="alice@example.com")
    alice.delete()

    assert text(compose_letter(link)).startswith("Hello,")


def test_site__of_the_sites_framework(issue, settings, sites):
    sites(name="Nordlicht\r\nBcc: eve@example.com")

    assert compose_letter(issue()).subject == "Nordlicht Bcc: eve@example.com: Open the billing portal"


@pytest.mark.parametrize("setting", ["LINK_FROM_EMAIL", "DEFAULT_FROM_EMAIL"])
def test_site__by_the_name_of_the_sender(issue, options, settings, sites, setting):
    sites(name="example.com")
    if setting == "DEFAULT_FROM_EMAIL":
        settings.DEFAULT_FROM_EMAIL = "Nordlicht <shop@example.com>"
    else:
        options(LINK_FROM_EMAIL="Nordlicht <shop@example.com>")

    assert compose_letter(issue()).subject == "Nordlicht: Open the billing portal"


def test_site__unknown_to_the_sites_framework(issue, settings, sites):
    sites(name="Nordlicht")
    del settings.SITE_ID

    assert compose_letter(issue()).subject.startswith("testserver: ")


def test_naive_times__are_the_sites(issue, settings):
    settings.USE_TZ = False
    link = PortalLink(expires_at=datetime(2026, 12, 1, 9, 30), subject_type="auth.user", subject_id="0")  # noqa: DTZ001

    message = write_letter(link, Contact(email="a@example.com"), origin=None)

    assert "until Dec. 1, 2026, 9:30 a.m. CET" in message.body


def test_templates__can_be_overridden(issue, settings):
    own = {
        "billing_portal/email/link_subject.txt": "About your plan,\n{{ site }}\n",
        "billing_portal/email/link.txt": (
            '{% extends "billing_portal/email/link.txt" %}{% block footer %}Call us & ask.{% endblock %}'
        ),
    }
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", own),
                    "django.template.loaders.app_directories.Loader",
                ]
            },
        }
    ]
    message = compose_letter(issue())

    assert message.subject == "About your plan, testserver"
    assert message.body.endswith("\nCall us & ask.\n")


WILD = st.text(max_size=200) | st.sampled_from(
    [
        "Eve\r\nBcc: eve@example.com",
        "a\x0bb\x1cc\u2028d\x85e",
        "\ud800 half",
        "\u202eevil",
        "x" * 1200,
        "\0",
        ".\r\n.\r\n",
    ]
)


@given(name=WILD, message=WILD)
def test_any_text__gives_a_whole_email(name, message):
    site = "http://testserver"
    link = PortalLink(expires_at=NOON + timedelta(days=7), message=message, email="alice@example.com")

    found = parsed(write_letter(link, Contact(name=name), origin=site))

    assert found.get_all("Subject") == [found["Subject"]]
    assert len(found["Subject"].splitlines()) == 1
    assert found["To"] == "alice@example.com"
    assert found["Bcc"] is None
    body, page = found.get_body(("plain",)).get_content(), found.get_body(("html",)).get_content()
    own = [address for address in ADDRESS.findall(body) if address == link_url(link, origin=site)]
    assert len(own) >= 1
    assert f'href="{link_url(link, origin=site)}"' in page


@given(text=WILD)
def test_line__is_one(text):
    found = line(text)

    assert len(found.splitlines()) <= 1
    assert found == line(found)
    found.encode()


@given(text=WILD)
def test_paragraphs__can_be_sent(text):
    found = paragraphs(text)

    assert set(found) & {"\r", "\0", "\u202e"} == set()
    found.encode()


def test_discreet__neither_addresses_nor_urls():
    assert discreet("<alice@example.com>:\r\n see https://mail.example/?u=alice") == "<…@example.com>: see …"


def test_letter__tells_nobody_the_address(issue, settings, rf):
    """Not by its repr, nor by the report of an error in a template of the project's."""
    own = {"billing_portal/email/link.html": "{% include 'no/such.html' %}"}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", own),
                    "django.template.loaders.app_directories.Loader",
                ]
            },
        }
    ]
    link = issue()

    with pytest.raises(TemplateDoesNotExist) as caught:
        compose_letter(link)

    report = ExceptionReporter(rf.get("/"), caught.type, caught.value, caught.tb).get_traceback_html()
    assert "write_letter" in report
    # Not before: the report shows the variables of this frame too.
    assert link_url(link).rstrip("/").rpartition("/")[2] not in report


def test_letter__repr():
    words = {"site": "", "task": "", "name": "", "message": "", "until": "", "uses": 1, "signs_in": True}

    assert "https" not in repr(Letter(url="https://shop.example/billing/link/x/", **words))
    assert "https" not in repr(Result(subject="auth.user:1", state="issued", link="https://shop.example/"))
