"""What the SDK's typed parameters rule out."""

import pytest
import stripe

from django_billing_portal.sandbox import schema, validation
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.server import ROUTES


def told(error: stripe.StripeError) -> tuple[object, ...]:
    return error.http_status, error.code, error.param, error.user_message


def test_unknown__one(api, refusal):
    error = refusal(api.customers.create, {"nmae": "Alice"})
    assert told(error) == (400, "parameter_unknown", "nmae", "Received unknown parameter: nmae")


def test_unknown__several(api, refusal):
    error = refusal(api.customers.create, {"a": "1", "b": "2"})
    assert told(error) == (400, "parameter_unknown", "a", "Received unknown parameters: a, b")


def test_unknown__nested(api, refusal):
    error = refusal(api.billing_portal.sessions.create, {"flow_data": {"type": "customer_update", "x": "1"}})
    assert error.param == "flow_data[x]"


def test_unknown__on_a_list(api, refusal):
    assert refusal(api.customers.list, {"nmae": "Alice"}).param == "nmae"


def test_missing__nested(api, refusal):
    flow = {"after_completion": {"type": "portal_homepage"}}
    error = refusal(api.billing_portal.sessions.create, {"flow_data": flow, "customer": "cus_alice"})
    assert told(error) == (400, "parameter_missing", "flow_data[type]", "Missing required param: flow_data[type].")


def test_missing__top_level(api, refusal):
    error = refusal(api.billing_portal.configurations.create, {})
    assert told(error) == (400, "parameter_missing", "features", "Missing required param: features.")


def test_enum(api, refusal):
    error = refusal(api.products.create, {"name": "Pro", "type": "bad"})
    assert told(error) == (400, None, "type", "Invalid type: must be one of good, or service")


def test_enum__of_many_words(api, refusal):
    error = refusal(api.billing_portal.sessions.create, {"customer": "cus_alice", "locale": "de-de"})
    assert error.user_message.startswith("Invalid locale: must be one of auto, bg, cs,")
    assert error.user_message.endswith("zh-HK, or zh-TW")


@pytest.mark.parametrize("locale", ["auto", "en-GB", "zh-TW"])
def test_enum__word_of_it(api, locale):
    assert api.billing_portal.sessions.create({"customer": "cus_alice", "locale": locale}).locale == locale


def test_integer(api, refusal):
    error = refusal(api.customers.create, {"balance": "much"})
    assert told(error) == (400, "parameter_invalid_integer", "balance", "Invalid integer: much")


def test_integer__negative(api):
    assert api.customers.create({"balance": -5}).balance == -5


def test_boolean(api, refusal):
    error = refusal(api.products.create, {"name": "Pro", "active": "perhaps"})
    assert told(error) == (400, None, "active", "Invalid boolean: perhaps")


def test_decimal(api, refusal):
    error = refusal(api.coupons.create, {"percent_off": "half"})
    assert told(error) == (400, None, "percent_off", "Invalid decimal: half")


def test_decimal__given(api):
    assert api.coupons.create({"percent_off": 12.5}).percent_off == 12.5


def test_array__given_a_text(api, refusal):
    error = refusal(api.customers.create, {"preferred_locales": "de"})
    assert told(error) == (400, None, "preferred_locales", "Invalid array")


def test_object__given_a_text(api, refusal):
    error = refusal(api.customers.create, {"address": "Lindenweg 3"})
    assert told(error) == (400, None, "address", "Invalid object")


def test_text__given_an_object(api, refusal):
    error = refusal(api.customers.create, {"name": {"first": "Alice"}})
    assert told(error) == (400, None, "name", "Invalid string")


def test_array__given_an_object(api, refusal):
    error = refusal(api.customers.create, {"preferred_locales": {"first": "de"}})
    assert told(error) == (400, None, "preferred_locales", "Invalid array")


def test_empty__where_nothing_can_be_unset(api, refusal):
    error = refusal(api.billing_portal.sessions.create, {"customer": ""})
    assert (error.code, error.param) == ("parameter_invalid_empty", "customer")


def test_empty__where_it_unsets(api):
    api.billing_portal.configurations.update("bpc_default", {"name": "Mine"})
    assert api.billing_portal.configurations.update("bpc_default", {"name": ""}).name is None


def test_metadata__keys_that_are_numbers(api):
    assert api.customers.create({"metadata": {"0": "zero"}}).metadata["0"] == "zero"


def test_decimal_price__keeps_its_digits():
    params = schema.typed_params("PriceCreateParams")
    read = validation.validated({"currency": "eur", "unit_amount_decimal": "0.10"}, params)
    assert read["unit_amount_decimal"] == "0.10"


def test_decimal_price__must_be_a_number():
    params = schema.typed_params("PriceCreateParams")
    with pytest.raises(WireError, match="Invalid decimal: x"):
        validation.validated({"currency": "eur", "unit_amount_decimal": "x"}, params)


@pytest.mark.parametrize("name", sorted({route.params for route in ROUTES}))
def test_schema__reads_every_parameter_of_the_installed_sdk(name):
    kinds = schema.fields(schema.typed_params(name)).values()
    assert all(schema.choices(kind) or schema.shapes(kind) for kind in kinds)
