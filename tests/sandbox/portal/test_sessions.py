import pytest
from django.test import Client, override_settings
from pytest_django.asserts import assertContains, assertNotContains

from django_billing_portal.sandbox import clock, faults, store
from django_billing_portal.sandbox.sessions import IDLE_SECONDS, UNUSED_SECONDS


def codes(caplog):
    return [record.billing_code for record in caplog.records if hasattr(record, "billing_code")]


def test_session__unused_for_five_minutes(client, mint, caplog):
    path = mint()
    clock.advance(UNUSED_SECONDS)

    with caplog.at_level("INFO", "django_billing_portal"):
        page = client.get(path)

    assertContains(page, "This session has expired", status_code=410)
    assertContains(page, 'href="http://testserver/account/"', status_code=410)
    assert codes(caplog) == ["session_expired"]


def test_session__just_in_time(client, mint):
    path = mint()
    clock.advance(UNUSED_SECONDS - 10)

    assert client.get(path).status_code == 200


def test_session__kept_alive_by_use(client, mint):
    path = mint()
    for _ in range(3):
        assert client.get(path).status_code == 200
        clock.advance(IDLE_SECONDS - 10)


def test_session__idle_for_an_hour(client, mint):
    path = mint()
    client.get(path)
    clock.advance(IDLE_SECONDS)

    assert client.get(path).status_code == 410


def test_session__expired_changes_nothing(client, mint_flow):
    path = mint_flow("subscription_cancel")
    clock.advance(UNUSED_SECONDS)

    page = client.post(f"{path}subscriptions/sub_alice/cancel/")

    assert page.status_code == 410
    assert store.get("sub_alice")["cancel_at"] is None


def test_session__minted_dead_by_the_panels_fault(client, mint):
    faults.switch_on("expired_sessions")

    assert client.get(mint()).status_code == 410


def test_session__expired_without_a_return_url(client, mint):
    path = mint(return_url=None)
    clock.advance(UNUSED_SECONDS)

    assertNotContains(client.get(path), "Return to", status_code=410)


def test_session__unknown_secret(client, world, caplog):
    with caplog.at_level("INFO", "django_billing_portal"):
        page = client.get("/billing-sandbox/p/session/test_nothing/")

    assertContains(page, "This session has expired", status_code=404)
    assert codes(caplog) == ["session_expired"]


def test_session__bearer_url_works_in_any_browser(mint):
    path = mint()

    assert [Client().get(path).status_code for _ in range(2)] == [200, 200]


def test_session__lives_in_its_own_account(client, api):
    options = {"stripe_account": "acct_shop"}
    api.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}}, options)
    customer = api.customers.create({"name": "Shop's own"}, options)
    configuration = api.billing_portal.configurations.list(options=options).data[0].id
    session = api.billing_portal.sessions.create({"customer": customer.id, "configuration": configuration}, options)

    page = client.get(session.url)

    assertContains(page, "No invoices yet")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_session__only_reads_and_posts(client, mint, method):
    assert getattr(client, method)(mint()).status_code == 405


def test_session__change_without_csrf_token(mint_flow):
    path = mint_flow("subscription_cancel")

    page = Client(enforce_csrf_checks=True).post(f"{path}subscriptions/sub_alice/cancel/")

    assert page.status_code == 403
    assert store.get("sub_alice")["cancel_at"] is None


def test_session__refused_in_production(client, mint, caplog):
    path = mint()

    with override_settings(BILLING_PORTAL={"API_KEY": "sk_live_x"}):
        page = client.get(path)

    assert page.status_code == 404
    assert "not_configured" in codes(caplog)


def test_session__open_behind_login_required(client, mint, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert client.get(mint()).status_code == 200


@pytest.mark.parametrize(
    "page", ["subscriptions/sub_bob/cancel/", "payment-methods/pm_bob/remove/", "invoices/pm_alice/"]
)
def test_session__what_is_not_the_customers(client, mint, caplog, page):
    with caplog.at_level("INFO", "django_billing_portal"):
        answer = client.get(mint() + page)

    assertContains(answer, "This page is not part of your visit.")
    assert codes(caplog) == ["not_allowed"]


def test_session__feature_that_is_off(client, mint, configure, caplog):
    configure(subscription_cancel={"enabled": False})

    with caplog.at_level("INFO", "django_billing_portal"):
        page = client.get(f"{mint()}subscriptions/sub_alice/cancel/")

    assertContains(page, "This page is not part of your visit.")
    assert codes(caplog) == ["not_allowed"]
