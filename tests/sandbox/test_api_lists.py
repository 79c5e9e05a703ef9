"""Lists: pages, cursors, expansion."""

import pytest


@pytest.fixture
def ids(api) -> list[str]:
    """Newest first, as Stripe lists them."""
    return [customer.id for customer in api.customers.list({"limit": 100}).data]


def listed(page) -> list[str]:
    return [each.id for each in page.data]


def test_page__first(api, ids):
    page = api.customers.list({"limit": 3})
    assert (listed(page), page.has_more, page.url) == (ids[:3], True, "/v1/customers")


def test_page__has_ten_unless_told(api):
    page = api.events.list()
    assert (len(page.data), page.has_more) == (10, True)


def test_page__after(api, ids):
    page = api.customers.list({"limit": 3, "starting_after": ids[2]})
    assert (listed(page), page.has_more) == (ids[3:6], True)


def test_page__last(api, ids):
    page = api.customers.list({"limit": 3, "starting_after": ids[-3]})
    assert (listed(page), page.has_more) == (ids[-2:], False)


def test_page__before(api, ids):
    page = api.customers.list({"limit": 2, "ending_before": ids[4]})
    assert (listed(page), page.has_more) == (ids[2:4], True)


def test_page__before_the_first_ones(api, ids):
    page = api.customers.list({"limit": 5, "ending_before": ids[2]})
    assert (listed(page), page.has_more) == (ids[:2], False)


def test_page__all_of_them_by_the_sdk(api, ids):
    assert [each.id for each in api.customers.list({"limit": 2}).auto_paging_iter()] == ids


def test_cursor__unknown(api, refusal):
    error = refusal(api.customers.list, {"starting_after": "cus_nobody"})
    assert (error.code, error.param, error.user_message) == (
        "resource_missing",
        "starting_after",
        "No such customer: 'cus_nobody'",
    )


@pytest.mark.parametrize(("limit", "bound"), [(0, "greater than or equal to 1"), (101, "less than or equal to 100")])
def test_limit__outside(api, refusal, limit, bound):
    error = refusal(api.customers.list, {"limit": limit})
    assert (error.param, error.user_message) == ("limit", f"This value must be {bound}.")


def test_filter__by_a_field(api):
    assert listed(api.customers.list({"email": "alice@example.com"})) == ["cus_alice"]


def test_filter__by_time(api):
    created = api.subscriptions.retrieve("sub_alice").created
    assert api.subscriptions.list({"created": {"lt": created - 60}}).data == []
    assert "sub_alice" in listed(api.subscriptions.list({"created": {"gte": created, "lte": created}}))


def test_filter__by_a_nested_field(api):
    yearly = api.prices.list({"recurring": {"interval": "year"}})
    assert {price.id for price in yearly.data} == {f"price_{plan}_yearly" for plan in ("starter", "pro", "business")}


def test_filter__by_a_nested_field_that_is_null(api):
    price = api.prices.create({"currency": "eur", "product": "prod_pro", "unit_amount": 1})
    assert price.id not in listed(api.prices.list({"recurring": {"interval": "year"}}))


def test_expand__an_id(api):
    subscription = api.subscriptions.retrieve("sub_alice", {"expand": ["customer"]})
    assert subscription.customer.email == "alice@example.com"


def test_expand__below_a_list(api):
    page = api.subscriptions.list({"customer": "cus_alice", "expand": ["data.customer"]})
    assert page.data[0].customer.email == "alice@example.com"


def test_expand__below_an_array(api):
    subscription = api.subscriptions.retrieve("sub_alice", {"expand": ["items.data.price.product"]})
    assert subscription["items"].data[0].price.product.name == "Nordlicht Pro"


def test_expand__products_of_configurations(api):
    expand = ["data.features.subscription_update.products"]
    (found,) = api.billing_portal.configurations.list({"is_default": True, "expand": expand}).data
    assert len(found.features.subscription_update.products) == 3


def test_expand__null_stays_null(api):
    subscription = api.subscriptions.retrieve("sub_alice", {"expand": ["default_payment_method.customer"]})
    assert subscription.default_payment_method is None


def test_expand__an_id_that_names_nothing_stays(api):
    api.products.update("prod_pro", {"default_price": "price_gone"})
    assert api.products.retrieve("prod_pro", {"expand": ["default_price"]}).default_price == "price_gone"


def test_expand__what_is_there_already(api):
    assert api.customers.retrieve("cus_alice", {"expand": ["invoice_settings"]}).id == "cus_alice"


@pytest.mark.parametrize("path", ["name", "nothing", "name.first", "data.customer"])
def test_expand__what_cannot_be(api, refusal, path):
    error = refusal(api.customers.retrieve, "cus_alice", {"expand": [path]})
    assert error.user_message == f"This property cannot be expanded ({path})."


def test_expand__too_deep(api, refusal):
    error = refusal(api.subscriptions.retrieve, "sub_alice", {"expand": ["a.b.c.d.e"]})
    assert error.user_message.startswith("You cannot expand more than 4 levels")


def test_products__absent_unless_expanded(api):
    found = api.billing_portal.configurations.retrieve("bpc_default")
    assert "products" not in found.features.subscription_update


def test_products__expanded(api):
    path = "features.subscription_update.products"
    found = api.billing_portal.configurations.retrieve("bpc_default", {"expand": [path]})
    assert [each.product for each in found.features.subscription_update.products] == [
        "prod_starter",
        "prod_pro",
        "prod_business",
    ]


def test_products__expanded_in_a_list(api):
    path = "data.features.subscription_update.products"
    (found,) = api.billing_portal.configurations.list({"expand": [path]}).data
    assert len(found.features.subscription_update.products) == 3


def test_products__expanded_below_a_session(api):
    paths = ["configuration", "configuration.features.subscription_update.products"]
    session = api.billing_portal.sessions.create({"customer": "cus_alice", "expand": paths})
    assert len(session.configuration.features.subscription_update.products) == 3
