"""Products, prices, coupons and promotion codes."""

import pytest

from django_billing_portal.sandbox import clock

MONTHLY = {"currency": "eur", "product": "prod_pro", "unit_amount": 500, "recurring": {"interval": "month"}}


def test_product__with_its_own_id(api):
    assert api.products.create({"id": "prod_x", "name": "X"}).id == "prod_x"


def test_product__updated(api):
    assert api.products.update("prod_pro", {"name": "Pro+"}).name == "Pro+"


def test_products__by_id(api):
    assert {each.id for each in api.products.list({"ids": ["prod_pro", "prod_x"]}).data} == {"prod_pro"}


def test_products__active_only(api):
    api.products.update("prod_pro", {"active": False})
    assert "prod_pro" not in [each.id for each in api.products.list({"active": True}).data]


def test_price__recurring(api):
    price = api.prices.create(MONTHLY)
    assert (price.type, price.recurring.interval_count, price.unit_amount_decimal) == ("recurring", 1, 500)


def test_price__one_time(api):
    price = api.prices.create({"currency": "eur", "product": "prod_pro", "unit_amount": 500})
    assert (price.type, price.recurring) == ("one_time", None)


def test_price__without_an_amount(api):
    price = api.prices.create({"currency": "eur", "product": "prod_pro", "custom_unit_amount": {"enabled": True}})
    assert price.unit_amount_decimal is None


def test_price__of_an_unknown_product(api, refusal):
    error = refusal(api.prices.create, MONTHLY | {"product": "prod_x"})
    assert (error.param, error.user_message) == ("product", "No such product: 'prod_x'")


def test_prices__by_lookup_key(api):
    found = api.prices.list({"lookup_keys": ["pro_monthly", "pro_yearly"], "active": True}).data
    assert {price.id for price in found} == {"price_pro_monthly", "price_pro_yearly"}


def test_lookup_key__taken(api, refusal):
    error = refusal(api.prices.create, MONTHLY | {"lookup_key": "pro_monthly"})
    assert error.user_message == "A price (`price_pro_monthly`) already uses that lookup key."


def test_lookup_key__transferred(api):
    api.prices.create(MONTHLY | {"lookup_key": "pro_monthly", "transfer_lookup_key": True})
    assert api.prices.retrieve("price_pro_monthly").lookup_key is None


def test_lookup_key__transferred_by_an_update(api):
    price = api.prices.create(MONTHLY)
    api.prices.update(price.id, {"lookup_key": "pro_monthly", "transfer_lookup_key": True})
    assert [each.id for each in api.prices.list({"lookup_keys": ["pro_monthly"]}).data] == [price.id]


def test_price__archived(api):
    assert api.prices.update("price_pro_monthly", {"active": False}).active is False


def test_coupon__taken(api, refusal):
    assert refusal(api.coupons.create, {"id": "STAY20", "percent_off": 5}).user_message == "Coupon already exists."


@pytest.mark.parametrize("params", [{}, {"percent_off": 5, "amount_off": 5, "currency": "eur"}])
def test_coupon__needs_one_kind_of_discount(api, refusal, params):
    assert refusal(api.coupons.create, params | {"duration": "once"}).user_message == (
        "Must provide percent_off or amount_off, but not both."
    )


def test_coupon__renamed(api):
    assert api.coupons.update("STAY20", {"name": "Please stay"}).name == "Please stay"


def test_coupon__deleted(api, refusal):
    assert api.coupons.delete("STAY20").deleted is True
    assert refusal(api.coupons.retrieve, "STAY20").user_message == "No such coupon: 'STAY20'"


def test_coupons__listed(api):
    assert [each.id for each in api.coupons.list().data] == ["STAY20"]


@pytest.mark.parametrize("limits", [{"redeem_by": 2_000_000_000}, {"max_redemptions": 1}])
def test_coupon__valid(api, limits):
    assert api.coupons.create({"id": "NEW", "percent_off": 5, **limits}).valid is True


def test_coupon__in_time_and_then_no_more(api):
    api.coupons.create({"id": "NEW", "percent_off": 5, "redeem_by": clock.now() + 60})
    clock.advance(60)
    assert api.coupons.retrieve("NEW").valid is False


def test_coupon__redeemed_as_often_as_may_be(api):
    api.coupons.create({"id": "NEW", "percent_off": 5, "max_redemptions": 1})
    api.subscriptions.update("sub_alice", {"discounts": [{"coupon": "NEW"}]})
    coupon = api.coupons.retrieve("NEW")
    assert (coupon.times_redeemed, coupon.valid) == (1, False)


def test_coupon__over(api, refusal):
    api.coupons.create({"id": "NEW", "percent_off": 5, "redeem_by": 1})
    error = refusal(api.subscriptions.update, "sub_alice", {"discounts": [{"coupon": "NEW"}]})
    assert (error.code, error.param) == ("coupon_expired", "discounts[0][coupon]")


def test_promotion_code__redeemed(api):
    api.promotion_codes.update("promo_welcome", {"metadata": {"a": "b"}})
    api.subscriptions.update("sub_alice", {"discounts": [{"promotion_code": "promo_welcome"}]})
    assert api.promotion_codes.retrieve("promo_welcome").times_redeemed == 1
    assert api.coupons.retrieve("STAY20").times_redeemed == 1


def test_promotion_code__goes_with_its_coupon(api):
    api.coupons.delete("STAY20")
    assert api.promotion_codes.retrieve("promo_welcome").active is False
    assert api.promotion_codes.list({"active": True}).data == []
    assert len(api.promotion_codes.list({"active": False}).data) == 1


def test_promotion_code__shows_its_coupon(api):
    code = api.promotion_codes.retrieve("promo_welcome", {"expand": ["promotion.coupon"]})
    assert code.promotion.coupon.valid is True


def test_promotion_code__gets_a_code(api):
    code = api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": "STAY20"}})
    assert (len(code.code), code.promotion.coupon) == (8, "STAY20")


def test_promotion_code__taken(api, refusal):
    params = {"code": "WELCOME20", "promotion": {"type": "coupon", "coupon": "STAY20"}}
    assert refusal(api.promotion_codes.create, params).param == "code"


def test_promotion_code__of_an_unknown_coupon(api, refusal):
    params = {"promotion": {"type": "coupon", "coupon": "GONE"}}
    assert refusal(api.promotion_codes.create, params).param == "promotion[coupon]"


def test_promotion_code__deactivated(api):
    assert api.promotion_codes.update("promo_welcome", {"active": False}).active is False


def test_promotion_codes__by_coupon(api):
    assert [each.id for each in api.promotion_codes.list({"coupon": "STAY20"}).data] == ["promo_welcome"]
    assert api.promotion_codes.list({"coupon": "GONE"}).data == []


def test_promotion_codes__by_code(api):
    assert [each.id for each in api.promotion_codes.list({"code": "WELCOME20"}).data] == ["promo_welcome"]
