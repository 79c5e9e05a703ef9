import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy, override
from hypothesis import given

from django_billing_portal import flows
from django_billing_portal.exceptions import FlowUnsupported, InvalidFlow
from tests.flow_strategies import COMPLETE_FLOWS, FLOWS

TYPES = tuple(flows.BUILT_IN.values())
TAKE_SUBSCRIPTION = (
    flows.SubscriptionCancel,
    flows.SubscriptionPause,
    flows.SubscriptionUpdate,
    flows.SubscriptionUpdateConfirm,
)


def build(cls, **fields):
    if cls is flows.SubscriptionUpdateConfirm:
        fields.setdefault("items", [flows.Item(id="si_1", quantity=2)])
    return cls(**fields)


def confirm(**fields):
    return build(flows.SubscriptionUpdateConfirm, subscription="sub_1", **fields)


# What Stripe gets


def test_payment_method_update__params():
    assert flows.PaymentMethodUpdate().as_params() == {"type": "payment_method_update"}


def test_customer_update__params():
    assert flows.CustomerUpdate().as_params() == {"type": "customer_update"}


@pytest.mark.parametrize("cls", [flows.SubscriptionCancel, flows.SubscriptionPause, flows.SubscriptionUpdate])
def test_subscription_flow__params(cls):
    assert cls(subscription="sub_1").as_params() == {"type": cls.type, cls.type: {"subscription": "sub_1"}}


def test_subscription_cancel__params_with_retention():
    params = flows.SubscriptionCancel(subscription="sub_1", retention_coupon="STAY20").as_params()

    assert params["subscription_cancel"] == {
        "subscription": "sub_1",
        "retention": {"type": "coupon_offer", "coupon_offer": {"coupon": "STAY20"}},
    }


def test_subscription_update_confirm__params():
    flow = confirm(
        items=[flows.Item(id="si_1", price="price_1", quantity=0)],
        discounts=[flows.Coupon("STAY20"), flows.PromotionCode("promo_1")],
    )

    assert flow.as_params() == {
        "type": "subscription_update_confirm",
        "subscription_update_confirm": {
            "subscription": "sub_1",
            "items": [{"id": "si_1", "price": "price_1", "quantity": 0}],
            "discounts": [{"coupon": "STAY20"}, {"promotion_code": "promo_1"}],
        },
    }


def test_subscription_update_confirm__params_without_discounts():
    assert "discounts" not in confirm().as_params()["subscription_update_confirm"]


@pytest.mark.parametrize(
    ("end", "params"),
    [
        (flows.PortalHomepage(), {"type": "portal_homepage"}),
        (flows.HostedConfirmation(), {"type": "hosted_confirmation"}),
        (
            flows.HostedConfirmation(message="Thanks!\nSee you."),
            {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "Thanks!\nSee you."}},
        ),
        (
            flows.Redirect(url="https://a.test/done?x=1"),
            {"type": "redirect", "redirect": {"return_url": "https://a.test/done?x=1"}},
        ),
    ],
)
def test_end__params(end, params):
    assert flows.PaymentMethodUpdate(after_completion=end).as_params()["after_completion"] == params


@pytest.mark.parametrize(
    ("flow", "field"),
    [
        (flows.SubscriptionCancel(), "SubscriptionCancel.subscription"),
        (confirm(items=[flows.Item(quantity=1)]), "Item.id"),
        (confirm(items=[flows.Item(id="si_1", lookup_key="pro")]), "Item.price"),
        (flows.CustomerUpdate(after_completion=flows.Redirect(url="/done/")), "Redirect.url"),
    ],
)
def test_as_params__something_unknown(flow, field):
    with pytest.raises(InvalidFlow, match=field):
        flow.as_params()


# Checks at construction


@pytest.mark.parametrize(
    "value", ["", "sub", "sub_", "si_1", "SUB_1", "sub_1 ", "sub_1/../x", "sub_é", 7, True, b"sub_1"]
)
@pytest.mark.parametrize("cls", TAKE_SUBSCRIPTION)
def test_subscription__refused(cls, value):
    with pytest.raises(InvalidFlow, match=rf'{cls.__name__}\.subscription must be an id that starts with "sub_"'):
        build(cls, subscription=value)


@pytest.mark.parametrize(
    "value", ["", " ", " STAY20", "STAY\n20", "STAY\x0020", "\ud800", "x" * 256, 20, flows.Coupon("X")]
)
def test_retention_coupon__refused(value):
    with pytest.raises(InvalidFlow, match=r"SubscriptionCancel\.retention_coupon must be a coupon's id"):
        flows.SubscriptionCancel(retention_coupon=value)


@pytest.mark.parametrize("value", ["https://a.test/", "portal_homepage", {"type": "redirect"}, flows.Redirect, 1])
@pytest.mark.parametrize("cls", TYPES)
def test_after_completion__refused(cls, value):
    with pytest.raises(InvalidFlow, match=rf"{cls.__name__}\.after_completion must be a Redirect"):
        build(cls, after_completion=value)


@pytest.mark.parametrize("cls", TYPES)
def test_label__refused(cls):
    with pytest.raises(InvalidFlow, match=rf"{cls.__name__}\.label must be text; got None"):
        build(cls, label=None)


def test_flow__base_is_not_built():
    with pytest.raises(InvalidFlow, match=r"Flow\.type must be one of Stripe's six"):
        flows.Flow()


@pytest.mark.parametrize(
    "items", [[], [flows.Item(quantity=1)] * 2, flows.Item(quantity=1), [{"quantity": 1}], "si_1", None, {}, 3]
)
def test_items__refused(items):
    with pytest.raises(InvalidFlow, match=r"SubscriptionUpdateConfirm\.items must be a list of one Item"):
        confirm(items=items)


@pytest.mark.parametrize("discounts", [["STAY20"], flows.Coupon("X"), None, "STAY20", [{"coupon": "X"}], [None]])
def test_discounts__of_wrong_type(discounts):
    with pytest.raises(InvalidFlow, match=r"discounts must be a list of Coupon and PromotionCode values"):
        confirm(discounts=discounts)


def test_discounts__repeated():
    with pytest.raises(InvalidFlow, match=r"discounts must be without repetition"):
        confirm(discounts=[flows.Coupon("X"), flows.Coupon("X")])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, r"Item\.price must be given, or lookup_key or quantity"),
        ({"id": "si_1"}, r"Item\.price must be given, or lookup_key or quantity"),
        ({"id": "sub_1", "quantity": 1}, r'Item\.id must be an id that starts with "si_"; got \'sub_1\''),
        ({"price": "price_1", "lookup_key": "pro"}, r"Item\.lookup_key must be left out where price is given"),
        ({"price": "prod_1"}, r"Item\.price must be the id of a price, not of its product; got 'prod_1'"),
        ({"price": ""}, r"Item\.price must be a price id of 1 to 255 characters"),
        ({"price": 5}, r"Item\.price must be a price id"),
        ({"lookup_key": ""}, r"Item\.lookup_key must be a lookup key of 1 to 200 characters"),
        ({"lookup_key": "x" * 201}, r"Item\.lookup_key must be a lookup key"),
        ({"quantity": -1}, r"Item\.quantity must be a whole number from 0; got -1"),
        ({"quantity": True}, r"Item\.quantity must be a whole number from 0; got True"),
        ({"quantity": 1.0}, r"Item\.quantity must be a whole number from 0"),
        ({"quantity": "1"}, r"Item\.quantity must be a whole number from 0"),
    ],
)
def test_item__refused(fields, sentence):
    with pytest.raises(InvalidFlow, match=sentence):
        flows.Item(**fields)


def test_item__old_plan_id():
    assert flows.Item(id="si_1", price="gold monthly").as_params() == {"id": "si_1", "price": "gold monthly"}


@pytest.mark.parametrize("value", ["", " x", None, 3])
def test_coupon__refused(value):
    with pytest.raises(InvalidFlow, match=r"Coupon\.id must be a coupon's id"):
        flows.Coupon(value)


@pytest.mark.parametrize("value", ["SPRING", "promo_", "", None, 3])
def test_promotion_code__refused(value):
    with pytest.raises(InvalidFlow, match=r'PromotionCode\.id must be an id that starts with "promo_"'):
        flows.PromotionCode(value)


def test_discount__base_is_not_built():
    with pytest.raises(InvalidFlow, match=r"Discount\.kind must be Coupon or PromotionCode"):
        flows.Discount("X")


@pytest.mark.parametrize("value", ["", "  \n", "x" * 501, "a\x00b", "a\ud800", 5, b"x"])
def test_hosted_confirmation__refused(value):
    with pytest.raises(InvalidFlow, match=r"HostedConfirmation\.message must be None or text of 1 to 500 characters"):
        flows.HostedConfirmation(message=value)


def test_hosted_confirmation__longest():
    assert (
        flows.HostedConfirmation(message="x" * 500).as_params()["hosted_confirmation"]["custom_message"] == "x" * 500
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "account",
        "thanks/",
        "?done=1",
        "//evil.test/",
        "///evil.test/",
        "/\\evil.test",
        "/a b",
        "/a\tb",
        "/a\x00b",
        "/a\ud800b",
        "https:/a.test/",
        "https:///a",
        "https://",
        "https://user@a.test/",
        "https://user:word@a.test/",
        "https://@a.test/",
        "https://a.test\\@evil.test/",
        "https://a.test:port/",
        "https://a.test:0/",
        "https://a.test:99999/",
        "https://[::1/",
        "ftp://a.test/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a.test/" + "x" * 4986,
        None,
        5,
        b"https://a.test/",
    ],
)
def test_redirect__refused(url):
    with pytest.raises(
        InvalidFlow, match=r"Redirect\.url must be an absolute http\(s\) URL without a user, or a path"
    ):
        flows.Redirect(url=url)


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/done/?next=https://a.test/#x",
        "https://a.test",
        "HTTPS://A.test/",
        "http://localhost:8000/done/",
        "http://[::1]:8000/",
        "https://bücher.test/ä",
        "https://a.test/" + "x" * 4985,
    ],
)
def test_redirect__accepted(url):
    assert flows.Redirect(url=url).url == url


def test_redirect__refusal_keeps_the_url_to_itself():
    with pytest.raises(InvalidFlow) as refusal:
        flows.Redirect(url="https://user:hunter2@a.test/")

    assert "hunter2" not in str(refusal.value)


# Lazy texts


def test_redirect__lazy_url_is_read_when_used():
    end = flows.Redirect(url=reverse_lazy("there is no such page yet"))

    assert repr(end) == "Redirect(url=…)"


def test_redirect__lazy_url_is_checked_when_used():
    end = flows.Redirect(url=gettext_lazy("not a URL"))

    with pytest.raises(InvalidFlow, match=r"Redirect\.url"):
        end.to_json()


def test_hosted_confirmation__lazy_message_is_checked_when_used():
    end = flows.HostedConfirmation(message=gettext_lazy("x" * 501))

    with pytest.raises(InvalidFlow, match=r"HostedConfirmation\.message"):
        end.as_params()


def test_hosted_confirmation__lazy_message_follows_the_language():
    flow = flows.PaymentMethodUpdate(after_completion=flows.HostedConfirmation(message=gettext_lazy("Yes")))

    with override("de"):
        assert flow.as_params()["after_completion"]["hosted_confirmation"] == {"custom_message": "Ja"}


def test_label__lazy_is_not_read():
    label = reverse_lazy("there is no such page yet")

    assert flows.PaymentMethodUpdate(label=label).label is label


# What has yet to be found


@pytest.mark.parametrize("cls", TAKE_SUBSCRIPTION)
def test_needs_subscription__until_there_is_one(cls):
    flow = build(cls)

    assert (flow.needs_subscription, flow.with_subscription("sub_1").needs_subscription) == (True, False)


@pytest.mark.parametrize("cls", set(TYPES) - set(TAKE_SUBSCRIPTION))
def test_needs_subscription__never(cls):
    assert not cls().needs_subscription


@pytest.mark.parametrize("cls", set(TYPES) - set(TAKE_SUBSCRIPTION))
def test_with_subscription__refused(cls):
    with pytest.raises(InvalidFlow, match=rf"{cls.__name__} takes no subscription; got 'sub_1'"):
        cls().with_subscription("sub_1")


def test_with_subscription__checks_the_id():
    with pytest.raises(InvalidFlow, match="sub_"):
        flows.SubscriptionCancel().with_subscription("cus_1")


@pytest.mark.parametrize(
    ("flow", "complete"),
    [
        (flows.CustomerUpdate(), True),
        (flows.SubscriptionPause(), False),
        (flows.SubscriptionPause(subscription="sub_1"), True),
        (confirm(), True),
        (confirm(items=[flows.Item(quantity=1)]), False),
        (confirm(items=[flows.Item(id="si_1", lookup_key="pro")]), False),
        (build(flows.SubscriptionUpdateConfirm), False),
    ],
)
def test_is_complete__when_nothing_has_to_be_found(flow, complete):
    assert flow.is_complete is complete


@given(COMPLETE_FLOWS)
def test_as_params__of_complete_flows(flow):
    assert flow.is_complete
    assert flow.as_params()["type"] == flow.type


# Versions


@pytest.mark.parametrize(
    ("cls", "installed", "needed"),
    [
        (
            flows.CustomerUpdate,
            (15, 5, 1),
            r"stripe 15\.6\.0 \(API 2026-08-26\.dahlia\) or later; 15\.5\.1 is installed",
        ),
        (flows.SubscriptionPause, (16, 0, 1), r"stripe 16\.1\.0 \(API 2026-10-28\.endive\) or later; 16\.0\.1 is"),
        (flows.PaymentMethodUpdate, (14, 4, 1), r"stripe 15\.0\.0 \(API 2026-03-25\.dahlia\) or later; 14\.4\.1 is"),
    ],
)
def test_check_supported__too_old(cls, installed, needed):
    with pytest.raises(FlowUnsupported, match=f"The flow {cls.type} needs {needed}"):
        cls().check_supported(installed)


@pytest.mark.parametrize("cls", TYPES)
def test_check_supported__from_its_first_version(cls):
    assert build(cls).check_supported(cls.since.sdk) is None


# Values


def test_built_in__all_six():
    assert {name: cls.type for name, cls in flows.BUILT_IN.items()} == {
        "payment_method_update": "payment_method_update",
        "customer_update": "customer_update",
        "subscription_update": "subscription_update",
        "subscription_update_confirm": "subscription_update_confirm",
        "subscription_pause": "subscription_pause",
        "subscription_cancel": "subscription_cancel",
    }


@pytest.mark.parametrize(
    ("cls", "label"),
    [
        (flows.PaymentMethodUpdate, "Update payment method"),
        (flows.CustomerUpdate, "Update billing details"),
        (flows.SubscriptionUpdate, "Change plan"),
        (flows.SubscriptionUpdateConfirm, "Confirm plan change"),
        (flows.SubscriptionPause, "Pause subscription"),
        (flows.SubscriptionCancel, "Cancel subscription"),
    ],
)
def test_default_label__says_what_happens(cls, label):
    assert str(cls.default_label) == label


@given(FLOWS)
def test_flow__pickles(flow):
    assert pickle.loads(pickle.dumps(flow)) == flow


@given(FLOWS)
def test_flow__equal_flows_hash_alike(flow):
    assert hash(replace(flow)) == hash(flow)


def test_flow__label_makes_no_difference():
    assert flows.CustomerUpdate(label="Address") == flows.CustomerUpdate()


def test_flow__types_differ():
    assert flows.CustomerUpdate() != flows.PaymentMethodUpdate()


@pytest.mark.parametrize("cls", TYPES)
def test_flow__frozen(cls):
    with pytest.raises(FrozenInstanceError):
        build(cls).after_completion = None


@pytest.mark.parametrize("cls", TYPES)
def test_flow__slotted(cls):
    assert not hasattr(build(cls), "__dict__")


@pytest.mark.parametrize("cls", TYPES)
def test_flow__keywords_only(cls):
    with pytest.raises(TypeError, match="positional"):
        cls("sub_1")


def test_flow__lists_become_tuples():
    flow = confirm(discounts=[flows.Coupon("X")])

    assert (type(flow.items), flow.discounts) == (tuple, (flows.Coupon("X"),))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (flows.PaymentMethodUpdate(label="Card"), "PaymentMethodUpdate()"),
        (flows.SubscriptionCancel(subscription="sub_1"), "SubscriptionCancel(subscription='sub_1')"),
        (flows.HostedConfirmation(message=gettext_lazy("Yes")), "HostedConfirmation(message=<lazy>)"),
        (flows.Redirect(url="https://a.test/token"), "Redirect(url=…)"),
        (flows.Coupon("STAY20"), "Coupon(id='STAY20')"),
        (flows.Item(id="si_1", quantity=0), "Item(id='si_1', quantity=0)"),
    ],
)
def test_repr__shows_what_was_given(value, shown):
    assert repr(value) == shown
