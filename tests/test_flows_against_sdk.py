"""Our builders against the installed SDK's typed parameters: whatever a later ``stripe`` adds fails here first."""

from typing import get_type_hints

import pytest
import stripe
from hypothesis import given

from django_billing_portal import flows
from django_billing_portal.locales import LOCALES
from tests.flow_strategies import COMPLETE_FLOWS
from tests.stripe_params import FLOW_DATA, SESSION, literals, merged, problems, shape_of_hint, shape_of_value

INSTALLED = tuple(int(part) for part in stripe.VERSION.split(".")[:3])
NEWS = f"stripe {stripe.VERSION} and this package disagree about {{}}: teach the package what is new, with its version"

ENDS = (flows.PortalHomepage(), flows.HostedConfirmation(message="Thanks!"), flows.Redirect(url="https://a.test/"))
CHANGE = flows.SubscriptionUpdateConfirm(
    subscription="sub_1",
    items=[flows.Item(id="si_1", price="price_1", quantity=1)],
    discounts=[flows.Coupon("STAY20"), flows.PromotionCode("promo_1")],
)
FULL = (
    *(flows.PaymentMethodUpdate(after_completion=end) for end in ENDS),
    flows.CustomerUpdate(),
    flows.SubscriptionCancel(subscription="sub_1", retention_coupon="STAY20"),
    flows.SubscriptionPause(subscription="sub_1"),
    flows.SubscriptionUpdate(subscription="sub_1"),
    CHANGE,
)


def is_supported(flow):
    return flow.since.sdk <= INSTALLED


def hint(*path):
    found = FLOW_DATA
    for key in path:
        found = get_type_hints(found)[key]
    return found


def test_flow_types__those_of_the_sdk():
    ours = {name for name, cls in flows.BUILT_IN.items() if is_supported(cls)}

    assert ours == literals(hint("type")), NEWS.format("the types of flows")


def test_flow_types__newer_than_the_sdk_are_refused_by_name():
    newer = {name for name, cls in flows.BUILT_IN.items() if not is_supported(cls)}

    assert newer.isdisjoint(literals(hint("type"))), NEWS.format("the version that brought a flow")


def test_ends__those_of_the_sdk():
    assert {end.type for end in ENDS} == literals(hint("after_completion", "type")), NEWS.format("after_completion")


def test_retention__those_of_the_sdk():
    kinds = literals(hint("subscription_cancel", "retention", "type"))

    assert kinds == {"coupon_offer"}, NEWS.format("retention")


def test_fields__those_of_the_sdk():
    ours = merged(*(shape_of_value(flow.as_params()) for flow in FULL if is_supported(flow)))

    assert ours == shape_of_hint(FLOW_DATA), NEWS.format("the fields of flows")


def test_session__parameters_of_the_sdk():
    known = {
        "configuration",
        "customer",
        "customer_account",
        "expand",
        "flow_data",
        "locale",
        "on_behalf_of",
        "return_url",
    }
    newer = {"after_expiration"} if INSTALLED >= (16, 1, 0) else set()

    assert set(SESSION) == known | newer, NEWS.format("the parameters of sessions")


def test_locales__those_of_the_sdk():
    assert literals(SESSION["locale"]) == LOCALES, NEWS.format("locales")


@given(COMPLETE_FLOWS.filter(is_supported))
def test_as_params__what_the_sdk_types_allow(flow):
    assert problems(flow.as_params()) == []


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, "flow_data: no type"),
        ({"type": "subscription_gift"}, "flow_data[type]: unexpected 'subscription_gift'"),
        ({"type": "payment_method_update", "colour": "red"}, "flow_data: unknown colour"),
        (
            {"type": "subscription_cancel", "subscription_cancel": {"subscription": 7}},
            "flow_data[subscription_cancel][subscription]: unexpected 7",
        ),
        (
            {
                "type": "subscription_update_confirm",
                "subscription_update_confirm": {"subscription": "sub_1", "items": [{"price": "price_1"}]},
            },
            "flow_data[subscription_update_confirm][items][]: no id",
        ),
    ],
)
def test_problems__finds_what_is_wrong(params, found):
    assert problems(params) == [found]
