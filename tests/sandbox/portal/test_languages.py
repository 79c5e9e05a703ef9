import pytest
from pytest_django.asserts import assertContains

GERMAN = "Ihr Abonnement verlängert sich am"


@pytest.mark.parametrize(
    ("locale", "price"),
    [
        ("en", "€29.00 per month"),
        ("de", "29,00\N{NO-BREAK SPACE}€ pro Monat"),
        ("fr", "29,00\N{NO-BREAK SPACE}€ par mois"),
        ("nl", "€\N{NO-BREAK SPACE}29,00"),
    ],
)
def test_language__money_as_the_session_wants(client, mint, locale, price):
    assertContains(client.get(mint(locale=locale)), price)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("pt-BR", "pt-br"), ("zh", "zh-hans"), ("zh-TW", "zh-hant"), ("es-419", "es-mx"), ("fil", "fil")],
)
def test_language__tells_browsers(client, mint, locale, language):
    page = client.get(mint(locale=locale))

    assert page["Content-Language"] == language


def test_language__auto_takes_the_customers(client, mint, api):
    api.customers.update("cus_alice", {"preferred_locales": ["de"]})

    assertContains(client.get(mint(locale="auto")), GERMAN)


def test_language__auto_takes_the_browsers(client, mint):
    assertContains(client.get(mint(), headers={"Accept-Language": "de"}), GERMAN)


def test_language__session_before_browser(client, mint):
    assertContains(client.get(mint(locale="en"), headers={"Accept-Language": "de"}), "renews on")


def test_language__expired_page_too(client, mint):
    from django_billing_portal.sandbox import clock

    path = mint(locale="de")
    clock.advance(3600)

    assertContains(client.get(path), "Diese Sitzung ist abgelaufen", status_code=410)
