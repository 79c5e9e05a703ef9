import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import override_settings

MAILS = "/mails/"


@pytest.fixture
def send(settings):
    def send(subject: str, *, html: str = "") -> None:
        message = EmailMultiAlternatives(subject, "Text: https://shop.example/x/", to=["alice@nordlicht.example"])
        if html:
            message.attach_alternative(html, "text/html")
        EmailBackend(file_path=str(settings.MAIL_FOLDER)).send_messages([message])

    return send


def _page(client) -> str:
    return client.get(MAILS).content.decode()


def _html(client):
    path = _page(client).partition('class="mail-html"')[2].partition('src="')[2].partition('"')[0]
    return client.get(path)


def test_mails__nothing_yet(client, db) -> None:
    assert "Nothing yet" in _page(client)


def test_mails__show_who_wrote_what_to_whom(client, db, send) -> None:
    send("Grüße aus Tromsø")

    page = _page(client)

    assert "Grüße aus Tromsø" in page
    assert "hello@nordlicht.example" in page
    assert "alice@nordlicht.example" in page


def test_mails__links_can_be_followed(client, db, send) -> None:
    send("One")

    assert 'href="https://shop.example/x/"' in _page(client)


def test_mails__newest_first(client, db, send) -> None:
    send("First")
    send("Second")

    page = _page(client)

    assert page.index("Second") < page.index("First")


def test_mails__half_written_waits(client, db, settings) -> None:
    (settings.MAIL_FOLDER / "1.log").write_bytes(b"Subject: Half\n\nText")

    assert "Nothing yet" in _page(client)


def test_mail__as_mail_programs_show_it(client, db, send) -> None:
    send("One", html="<p style='color: red'>Hello</p>")

    response = _html(client)

    assert "<p style='color: red'>Hello</p>" in response.content.decode()
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_mail__unknown(client, db, send) -> None:
    send("One")

    assert client.get(f"{MAILS}other/").status_code == 404


@pytest.mark.parametrize("path", [MAILS, f"{MAILS}key/"])
@pytest.mark.parametrize("missing", [{"DEMO": False}, {"MAIL_FOLDER": None}], ids=["demo", "folder"])
def test_mails__only_in_the_demo(client, db, path, missing) -> None:
    with override_settings(**missing):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("folder", "shown"), [("/nowhere", True), (None, False)])
def test_pages__lead_to_the_mails(client, db, settings, folder, shown) -> None:
    settings.MAIL_FOLDER = folder

    assert (MAILS in client.get("/pricing/").content.decode()) is shown
