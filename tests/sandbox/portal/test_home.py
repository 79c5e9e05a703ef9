import pytest
from pytest_django.asserts import assertContains, assertNotContains


def test_home__shows_subscription_card_details_and_invoices(client, mint):
    page = client.get(mint())

    for text in ("Nordlicht Pro", "€29.00 per month", "Visa •••• 4242", "Alice Lind", "alice@example.com", "Paid"):
        assertContains(page, text)


def test_home__links_back_to_the_business(client, mint):
    assertContains(client.get(mint()), '<a class="brand__return" href="http://testserver/account/">')


def test_home__hides_the_link_without_a_return_url(client, mint):
    assertNotContains(client.get(mint(return_url=None)), "Return to")


def test_home__shows_the_business_profile(client, mint, api):
    profile = {
        "headline": "Think in the open",
        "privacy_policy_url": "https://example.com/privacy",
        "terms_of_service_url": "https://example.com/terms",
    }
    api.billing_portal.configurations.update("bpc_default", {"business_profile": profile})

    page = client.get(mint())

    for text in profile.values():
        assertContains(page, text)


def test_home__says_that_no_money_is_real(client, mint):
    assertContains(client.get(mint()), "Sandbox – no real money")


def test_home__without_subscription_card_and_invoices(client, mint, api):
    api.payment_methods.detach("pm_nils")

    page = client.get(mint("cus_nils"))

    for text in ("You have no subscription", "No payment method on file", "No invoices yet"):
        assertContains(page, text)


@pytest.mark.parametrize(
    ("feature", "heading"),
    [
        ("customer_update", "Billing details"),
        ("invoice_history", "Invoice history"),
        ("payment_method_update", "Payment methods"),
        ("subscription_cancel", "Cancel plan"),
        ("subscription_pause", "Pause"),
        ("subscription_update", "Update plan"),
    ],
)
def test_home__hides_a_feature_that_is_off(client, mint, configure, feature, heading):
    assertContains(client.get(mint()), heading)

    configure(**{feature: {"enabled": False}})

    assertNotContains(client.get(mint()), heading)


def test_home__shows_details_that_nobody_may_edit(client, mint, configure):
    configure(customer_update={"allowed_updates": []})

    page = client.get(mint())

    assertContains(page, "Alice Lind")
    assertNotContains(page, "Update details")


def test_home__shows_what_is_due_in_every_state(client, mint):
    assertContains(client.get(mint("cus_pia")), "Past due")
    assertNotContains(client.get(mint("cus_carl")), "Nordlicht Pro</h3>")


def test_home__shows_a_trial(client, mint, api):
    api.subscriptions.create(
        {"customer": "cus_nils", "items": [{"price": "price_pro_monthly"}], "trial_period_days": 14}
    )

    page = client.get(mint("cus_nils"))

    assertContains(page, "Trial")
    assertContains(page, "Your trial ends on")


def test_home__shows_only_what_is_on_behalf_of_the_account(client, mint, api):
    params = {"customer": "cus_bob", "items": [{"price": "price_pro_yearly"}], "on_behalf_of": "acct_shop"}
    api.subscriptions.create(params)

    page = client.get(mint("cus_bob", on_behalf_of="acct_shop"))

    assertContains(page, "Nordlicht Pro")
    assertNotContains(page, "Nordlicht Starter")


def test_home__counts_what_is_more_than_one(client, mint):
    page = client.get(mint("cus_team"))

    assertContains(page, "5 × Nordlicht Business")
    assertContains(page, "€395.00 per month")


def test_home__names_all_items(client, mint, api):
    api.subscriptions.update("sub_bob", {"items": [{"price": "price_pro_monthly"}]})

    assertContains(client.get(mint("cus_bob")), "Nordlicht Starter + Nordlicht Pro")


def test_home__shows_a_notice_for_known_names_only(client, mint):
    path = mint()

    assertContains(client.get(f"{path}?notice=renewed"), "Your subscription goes on")
    assertNotContains(client.get(f"{path}?notice=%3Cb%3E"), 'class="notice"')


def test_home__is_never_cached_and_sends_no_referrer_elsewhere(client, mint):
    page = client.get(mint())

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


def test_home__has_no_inline_style_or_script(client, mint):
    page = client.get(mint())

    for inline in ("<style", "<script", " style=", " onclick="):
        assertNotContains(page, inline)


def test_pages__have_titles_of_their_own(client, mint):
    path = mint()

    assertContains(client.get(path), "<title>Billing · Nordlicht</title>")
    assertContains(client.get(f"{path}details/"), "<title>Update billing details · Nordlicht</title>")
