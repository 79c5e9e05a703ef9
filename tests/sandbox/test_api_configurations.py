"""Portal configurations."""

import pytest

CARDS = {"payment_method_update": {"enabled": True}}
PRO = {"product": "prod_pro", "prices": ["price_pro_monthly"]}


def updates(*products: dict[str, object], **fields: object) -> dict[str, object]:
    feature = {"enabled": True, "default_allowed_updates": ["price"], "products": list(products)} | fields
    return {"features": CARDS | {"subscription_update": feature}}


def test_create__has_stripes_defaults(api):
    made = api.billing_portal.configurations.create({"features": {"subscription_cancel": {"enabled": True}}})
    cancel = made.features.subscription_cancel
    assert (cancel.mode, cancel.proration_behavior, made.active) == ("at_period_end", "none", True)


def test_create__is_not_the_default(api):
    assert api.billing_portal.configurations.create({"features": CARDS}).is_default is False


def test_create__first_one_is_the_default(api):
    connected = {"stripe_account": "acct_1"}
    assert api.billing_portal.configurations.create({"features": CARDS}, connected).is_default is True


def test_create__completes_quantities(api):
    params = updates(PRO) | {"expand": ["features.subscription_update.products"]}
    (product,) = api.billing_portal.configurations.create(params).features.subscription_update.products
    assert product.adjustable_quantity.to_dict() == {"enabled": False, "maximum": None, "minimum": 1}


def test_create__does_not_change_the_next_one(api):
    api.billing_portal.configurations.create(updates(PRO))
    made = api.billing_portal.configurations.create({"features": CARDS})
    assert made.features.subscription_update.enabled is False


def test_update__changes_what_is_given(api):
    changed = api.billing_portal.configurations.update("bpc_default", {"name": "Teams"})
    assert (changed.name, changed.features.subscription_cancel.enabled) == ("Teams", True)


def test_update__is_announced(api):
    api.billing_portal.configurations.update("bpc_default", {"active": False})
    (event,) = api.events.list({"type": "billing_portal.configuration.updated"}).data
    assert event.data.previous_attributes.active is True


def test_login_page__gets_an_address(api):
    params = {"login_page": {"enabled": True}}
    changed = api.billing_portal.configurations.update("bpc_default", params)
    assert changed.login_page.url.startswith("https://billing.stripe.com/p/login/test_")


def test_login_page__keeps_its_address(api):
    params = {"login_page": {"enabled": True}}
    first = api.billing_portal.configurations.update("bpc_default", params)
    assert api.billing_portal.configurations.update("bpc_default", params).login_page.url == first.login_page.url


def test_login_page__switched_off(api):
    api.billing_portal.configurations.update("bpc_default", {"login_page": {"enabled": True}})
    changed = api.billing_portal.configurations.update("bpc_default", {"login_page": {"enabled": False}})
    assert changed.login_page.url is None


def test_list__by_default(api):
    api.billing_portal.configurations.create({"features": CARDS})
    assert [each.id for each in api.billing_portal.configurations.list({"is_default": True}).data] == ["bpc_default"]


def test_retrieve__unknown(api, refusal):
    error = refusal(api.billing_portal.configurations.retrieve, "bpc_x")
    assert error.user_message == "No such configuration: 'bpc_x'"


def test_updates__need_the_card_feature(api, refusal):
    params = updates(PRO)
    params["features"]["payment_method_update"] = {"enabled": False}
    error = refusal(api.billing_portal.configurations.create, params)
    assert error.user_message == "Cannot enable subscription updates while payment method update is disabled."


@pytest.mark.parametrize("name", ["default_allowed_updates", "products"])
def test_updates__need(api, refusal, name):
    error = refusal(api.billing_portal.configurations.create, updates(PRO, **{name: ""}))
    assert (error.code, error.param) == ("parameter_missing", f"features[subscription_update][{name}]")


def test_products__at_most_ten(api, refusal):
    error = refusal(api.billing_portal.configurations.create, updates(*[PRO] * 11))
    assert error.param == "features[subscription_update][products]"


def test_products__unknown(api, refusal):
    error = refusal(api.billing_portal.configurations.create, updates(PRO | {"product": "prod_x"}))
    assert error.param == "features[subscription_update][products][0][product]"


def test_prices__unknown(api, refusal):
    error = refusal(api.billing_portal.configurations.create, updates(PRO | {"prices": ["price_x"]}))
    assert error.param == "features[subscription_update][products][0][prices][0]"


def test_prices__archived(api, refusal):
    api.prices.update("price_pro_monthly", {"active": False})
    error = refusal(api.billing_portal.configurations.create, updates(PRO))
    assert error.user_message == "Only active, per unit licensed prices are supported."


def test_prices__archived_later_block_any_edit(api, refusal):
    api.prices.update("price_pro_monthly", {"active": False})
    error = refusal(api.billing_portal.configurations.update, "bpc_default", {"name": "X"})
    assert error.user_message == "Only active, per unit licensed prices are supported."


@pytest.mark.parametrize(
    "params",
    [
        {"currency": "eur", "product": "prod_pro", "unit_amount": 1},
        {
            "currency": "eur",
            "product": "prod_pro",
            "unit_amount": 1,
            "recurring": {"interval": "month", "usage_type": "metered"},
        },
    ],
)
def test_prices__not_licensed(api, refusal, params):
    price = api.prices.create(params)
    error = refusal(api.billing_portal.configurations.create, updates(PRO | {"prices": [price.id]}))
    assert error.user_message == "Only active, per unit licensed prices are supported."


def test_prices__of_another_product(api, refusal):
    error = refusal(api.billing_portal.configurations.create, updates(PRO | {"prices": ["price_starter_monthly"]}))
    assert "cannot be listed for `prod_pro`" in error.user_message


def test_prices__twice_the_same_interval(api, refusal):
    other = api.prices.create(
        {"currency": "eur", "product": "prod_pro", "unit_amount": 1, "recurring": {"interval": "month"}}
    )
    params = updates(PRO | {"prices": ["price_pro_monthly", other.id]})
    assert "cannot be listed" in refusal(api.billing_portal.configurations.create, params).user_message


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"business_profile": {"headline": "x" * 61}}, "business_profile[headline]"),
        ({"name": "x" * 257}, "name"),
        ({"default_return_url": "account"}, "default_return_url"),
        ({"business_profile": {"privacy_policy_url": "privacy"}}, "business_profile[privacy_policy_url]"),
        ({"business_profile": {"terms_of_service_url": "terms"}}, "business_profile[terms_of_service_url]"),
        (
            {"features": {"subscription_cancel": {"enabled": True, "proration_behavior": "always_invoice"}}},
            "features[subscription_cancel][proration_behavior]",
        ),
        (
            {"features": {"subscription_cancel": {"enabled": True, "proration_behavior": "create_prorations"}}},
            "features[subscription_cancel][proration_behavior]",
        ),
    ],
)
def test_update__refused(api, refusal, params, param):
    assert refusal(api.billing_portal.configurations.update, "bpc_default", params).param == param


@pytest.mark.parametrize(
    "params",
    [
        {"business_profile": {"headline": "x" * 60}, "name": "x" * 256},
        {
            "features": {
                "subscription_cancel": {
                    "enabled": True,
                    "mode": "immediately",
                    "proration_behavior": "create_prorations",
                }
            }
        },
    ],
)
def test_update__just_allowed(api, params):
    assert api.billing_portal.configurations.update("bpc_default", params).id == "bpc_default"
