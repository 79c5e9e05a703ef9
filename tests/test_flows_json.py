import json
from contextlib import suppress
from dataclasses import fields

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal import flows
from django_billing_portal.exceptions import InvalidFlow
from tests.flow_strategies import FLOWS

KEYS = sorted({field.name for flow in flows.BUILT_IN.values() for field in fields(flow)})
INNER_KEYS = st.sampled_from(["type", "url", "message", "id", "price", "quantity", "coupon", "promotion_code"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["redirect", "sub_1", "/"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(INNER_KEYS | st.text(), inner, max_size=3),
    max_leaves=8,
)


def confirm(**fields):
    stored = {"v": 1, "type": "subscription_update_confirm", "items": [{"id": "si_1", "quantity": 2}]}
    return flows.from_json(stored | fields)


def through_storage(flow):
    return flows.from_json(json.loads(json.dumps(flow.to_json())))


def test_to_json__everything():
    flow = flows.SubscriptionUpdateConfirm(
        label="Go yearly",
        subscription="sub_1",
        items=[flows.Item(id="si_1", lookup_key="yearly", quantity=2)],
        discounts=[flows.Coupon("STAY20"), flows.PromotionCode("promo_1")],
        after_completion=flows.Redirect(url="/done/"),
    )

    assert flow.to_json() == {
        "v": 1,
        "type": "subscription_update_confirm",
        "after_completion": {"type": "redirect", "url": "/done/"},
        "subscription": "sub_1",
        "items": [{"id": "si_1", "lookup_key": "yearly", "quantity": 2}],
        "discounts": [{"coupon": "STAY20"}, {"promotion_code": "promo_1"}],
    }


def test_to_json__nothing():
    assert flows.SubscriptionCancel().to_json() == {"v": 1, "type": "subscription_cancel"}


def test_to_json__lazy_texts_become_text():
    end = flows.HostedConfirmation(message=gettext_lazy("Yes"))

    assert flows.CustomerUpdate(after_completion=end).to_json()["after_completion"] == {
        "type": "hosted_confirmation",
        "message": "Yes",
    }


@given(FLOWS)
def test_from_json__round_trip(flow):
    assert through_storage(flow) == flow


@given(FLOWS)
def test_fingerprint__survives_storage(flow):
    assert through_storage(flow).fingerprint == flow.fingerprint


@given(FLOWS, FLOWS)
def test_fingerprint__same_for_equal_flows_only(one, other):
    assert (one.fingerprint == other.fingerprint) is (one == other)


@given(FLOWS)
def test_fingerprint__ascii(flow):
    assert flow.fingerprint.isascii()


def test_fingerprint__keeps_its_form():
    # It is part of keys in the database: a release that changes it stops reuse across the deployment.
    flow = flows.SubscriptionCancel(subscription="sub_1", retention_coupon="STAY20")

    assert (
        flow.fingerprint == '{"retention_coupon":"STAY20","subscription":"sub_1","type":"subscription_cancel","v":1}'
    )


@given(FLOWS, st.dictionaries(st.text().filter(lambda key: key not in {"v", "type", *KEYS}), JSON, max_size=3))
def test_from_json__keys_of_later_releases(flow, later):
    assert flows.from_json(later | flow.to_json()) == flow


@pytest.mark.parametrize(
    "stored",
    [
        {"items": [{"id": "si_1", "quantity": 2, "later": [1]}]},
        {"discounts": [{"coupon": "X", "later": True}]},
        {"after_completion": {"type": "portal_homepage", "later": None}},
        {"after_completion": {"type": "redirect", "url": "/", "later": None}},
        {"label": "never stored"},
        {"after_completion": None},
    ],
)
def test_from_json__keys_of_later_releases_inside(stored):
    assert isinstance(confirm(**stored), flows.SubscriptionUpdateConfirm)


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        (None, "A stored flow must be a JSON object; got None"),
        ([], "A stored flow must be a JSON object"),
        ({}, "reads version 1 of stored flows; got None"),
        ({"v": 2, "type": "customer_update"}, "reads version 1 of stored flows; got 2"),
        ({"v": 1}, "knows no flow of type None"),
        ({"v": 1, "type": "subscription_gift"}, "knows no flow of type 'subscription_gift'"),
        ({"v": 1, "type": ["customer_update"]}, "knows no flow of type"),
        ({"v": 1, "type": "subscription_cancel", "subscription": 5}, "SubscriptionCancel.subscription must be an id"),
        ({"v": 1, "type": "subscription_update_confirm"}, "Stored items must be a list; got None"),
    ],
)
def test_from_json__unreadable(stored, sentence):
    with pytest.raises(InvalidFlow, match=sentence):
        flows.from_json(stored)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"items": [3]}, "A stored item must be a JSON object; got 3"),
        ({"items": []}, "items must be a list of one Item"),
        ({"discounts": {}}, "Stored discounts must be a list"),
        ({"discounts": ["X"]}, "A stored discount must be a JSON object; got 'X'"),
        ({"discounts": [{"voucher": "X"}]}, "knows no discount such as {'voucher': 'X'}"),
        ({"after_completion": "redirect"}, "A stored after_completion must be a JSON object"),
        ({"after_completion": {"type": "survey"}}, "knows no after_completion of type 'survey'"),
        ({"after_completion": {"type": "redirect"}}, "Redirect.url must be"),
    ],
)
def test_from_json__unreadable_inside(fields, sentence):
    with pytest.raises(InvalidFlow, match=sentence):
        confirm(**fields)


@given(st.sampled_from(sorted(flows.BUILT_IN)), st.dictionaries(st.sampled_from(KEYS), JSON))
def test_from_json__nonsense_is_a_flow_or_refused(name, nonsense):
    with suppress(InvalidFlow):
        assert flows.from_json({**nonsense, "v": 1, "type": name}).type == name
