"""What one click asks for, and which clicks are the same."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal.exceptions import (
    InvalidFlow,
    InvalidWish,
    NotConfigured,
    UnknownFlow,
    UnknownSubscription,
    UnsafeURL,
)
from django_billing_portal.flows import HostedConfirmation, PaymentMethodUpdate, Redirect, SubscriptionCancel
from django_billing_portal.models import PortalSession
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.orders import Order, take_order
from tests.flow_strategies import FLOWS
from tests.overrides import portal

User = get_user_model()

ALICE = User(pk=1)
DECLARED = {"update-card": PaymentMethodUpdate(), "leave": SubscriptionCancel()}

ids = st.text('ab:,"[]{}|é\ud800', max_size=4)
some_text = st.none() | ids
orders = st.builds(
    Order,
    user=st.integers(1, 3).map(lambda pk: User(pk=pk)),
    subject=st.builds(lambda model, pk: model(pk=pk), st.sampled_from([User, Group]), st.integers(1, 3)),
    flow=st.none() | FLOWS,
    flow_name=st.just(""),
    subscription=some_text,
    origin=ids,
    return_to=ids,
    locale=ids,
    configuration=some_text,
    on_behalf_of=some_text,
    source=st.just("code"),
    reuse=st.just(True),
)
customers = st.builds(CustomerRef, ids, ids)
clicks = st.tuples(orders, customers, st.booleans())

WISHES = ["user", "subject", "flow", "subscription", "origin", "return_to", "locale", "configuration", "on_behalf_of"]


def key(click):
    order, customer, livemode = click
    return order.key(customer, livemode=livemode)


def wishes(click):
    order, customer, livemode = click
    return (
        (order.user, order.subject, order.flow, order.origin, order.return_to, order.locale),
        (order.configuration, order.on_behalf_of, order.subscription),
        (customer.id, customer.account, livemode),
    )


@given(clicks, clicks)
def test_key__equal_exactly_where_the_wishes_are(one, other):
    assert (key(one) == key(other)) is (wishes(one) == wishes(other))


@given(st.data(), clicks)
def test_key__any_other_wish_is_another_key(data, click):
    order, customer, livemode = click
    other = data.draw(clicks)
    name = data.draw(
        st.sampled_from(
            [
                "user",
                "subject",
                "flow",
                "subscription",
                "origin",
                "return_to",
                "locale",
                "configuration",
                "on_behalf_of",
            ]
        )
    )
    changed = replace(order, **{name: getattr(other[0], name)})

    same = getattr(order, name) == getattr(changed, name)
    assert (key(click) == key((changed, customer, livemode))) is same


@given(clicks, customers, st.booleans())
def test_key__any_other_customer_or_mode_is_another_key(click, customer, livemode):
    order, own, mode = click

    same = (own.id, own.account, mode) == (customer.id, customer.account, livemode)
    assert (key(click) == key((order, customer, livemode))) is same


@given(clicks)
def test_key__label_and_source_do_not_matter(click):
    order, *rest = click
    flow = order.flow and replace(order.flow, label="Another")

    assert key((replace(order, flow=flow, flow_name="named", source="button"), *rest)) == key(click)


@given(clicks)
def test_key__without_reuse_never_equal(click):
    order, *rest = click
    unique = (replace(order, reuse=False), *rest)

    assert len({key(click), key(unique), key(unique)}) == 3


@given(clicks)
def test_key__fits_its_column(click):
    assert len(key(click)) == PortalSession._meta.get_field("key").max_length


def test_take_order__nothing_wished():
    with translation.override("de"):
        order = take_order(user=ALICE)

    assert order == Order(
        user=ALICE,
        subject=ALICE,
        flow=None,
        flow_name="",
        subscription=None,
        origin="http://testserver",
        return_to="http://testserver/account/",
        locale="de",
        configuration=None,
        on_behalf_of=None,
        source="code",
        reuse=True,
    )


def test_take_order__everything_wished():
    team = Group(pk=2)
    with portal(FLOWS=DECLARED, CONFIGURATIONS={"teams": "bpc_teams"}, RETURN_HOSTS=["app.example"]):
        order = take_order(
            user=ALICE,
            subject=team,
            flow="leave",
            subscription="sub_2",
            return_to="https://app.example/done/",
            locale="pt-br",
            configuration="teams",
            on_behalf_of="acct_1",
            reuse=False,
            origin="https://shop.example",
            source="button",
        )

    assert order == Order(
        user=ALICE,
        subject=team,
        flow=DECLARED["leave"],
        flow_name="leave",
        subscription="sub_2",
        origin="https://shop.example",
        return_to="https://app.example/done/",
        locale="pt-BR",
        configuration="bpc_teams",
        on_behalf_of="acct_1",
        source="button",
        reuse=False,
    )


def test_take_order__defaults_of_the_settings():
    with portal(LOCALE="fr", CONFIGURATION="bpc_1", ON_BEHALF_OF="acct_1"):
        order = take_order(user=ALICE)

    assert (order.locale, order.configuration, order.on_behalf_of) == ("fr", "bpc_1", "acct_1")


def test_take_order__no_active_language():
    with translation.override(None):
        assert take_order(user=ALICE).locale == "auto"


def test_take_order__takes_a_flow_as_it_is():
    flow = PaymentMethodUpdate(after_completion=HostedConfirmation())

    assert take_order(user=ALICE, flow=flow).flow is flow


def test_take_order__redirect_gets_the_sites_origin():
    order = take_order(user=ALICE, flow=PaymentMethodUpdate(after_completion=Redirect(url="/done/")))

    assert order.flow == PaymentMethodUpdate(after_completion=Redirect(url="http://testserver/done/"))


def test_take_order__redirect_to_a_stranger():
    with pytest.raises(UnsafeURL):
        take_order(user=ALICE, flow=PaymentMethodUpdate(after_completion=Redirect(url="https://evil.example/")))


@pytest.mark.parametrize("name", ["", "update_card", "x" * 1000, "\ud800\n"], ids=ascii)
def test_take_order__undeclared_flow(name):
    with portal(FLOWS=DECLARED), pytest.raises(UnknownFlow) as caught:
        take_order(user=ALICE, flow=name)

    assert len(str(caught.value).encode()) < 200
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("flow", [PaymentMethodUpdate, {"type": "payment_method_update"}], ids=["class", "parameters"])
def test_take_order__no_flow(flow):
    with pytest.raises(InvalidFlow, match="a class that was not called"):
        take_order(user=ALICE, flow=flow)


def test_take_order__declared_flow_is_none():
    with portal(FLOWS={"update-card": PaymentMethodUpdate}), pytest.raises(NotConfigured, match="update-card"):
        take_order(user=ALICE, flow="update-card")


@pytest.mark.parametrize(
    "flow",
    [None, PaymentMethodUpdate(), SubscriptionCancel(subscription="sub_1")],
    ids=["home", "takes none", "names one"],
)
@pytest.mark.parametrize("subscription", ["sub_1", ""])
def test_take_order__subscription_that_the_flow_cannot_take(flow, subscription):
    with pytest.raises(InvalidWish):
        take_order(user=ALICE, flow=flow, subscription=subscription)


@pytest.mark.parametrize(
    "subscription", ["", "sub_", "cus_1", "sub_1\n", "sub_1/../x", "sub_é", "sub_" + "x" * 251, 7]
)
def test_take_order__ill_formed_subscription(subscription):
    with pytest.raises(UnknownSubscription) as caught:
        take_order(user=ALICE, flow=SubscriptionCancel(), subscription=subscription)

    assert not subscription or str(subscription) not in str(caught.value)


@pytest.mark.parametrize("setting", ["CONFIGURATION", None])
def test_take_order__undeclared_configuration(setting):
    wished = {} if setting else {"configuration": "teams"}
    with portal(**{setting or "LOCALE": "teams"}), pytest.raises(NotConfigured, match="CONFIGURATIONS"):
        take_order(user=ALICE, **wished)


def test_take_order__asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        take_order(user=ALICE, return_to="/done/")


def test_facts__of_a_flow():
    with portal(FLOWS=DECLARED):
        facts = take_order(user=ALICE, flow="leave").facts(CustomerRef("cus_1", "acct_1"), livemode=True)

    assert (facts["customer"], facts["account"], facts["livemode"]) == ("cus_1", "acct_1", True)
    assert (facts["subject_type"], facts["subject_id"]) == ("auth.user", "1")
    assert (facts["flow_name"], facts["flow_type"]) == ("leave", "subscription_cancel")
    assert facts["flow_data"] == DECLARED["leave"].to_json()


def test_facts__keep_no_subscription_that_is_yet_to_be_checked():
    facts = take_order(user=ALICE, flow=SubscriptionCancel(), subscription="sub_1").facts(
        CustomerRef("c"), livemode=False
    )

    assert "sub_1" not in str(facts["flow_data"])


def test_facts__of_the_home_page():
    facts = take_order(user=ALICE).facts(CustomerRef("cus_1"), livemode=False)

    assert (facts["flow_name"], facts["flow_type"], facts["flow_data"]) == ("", "", None)
    assert (facts["configuration"], facts["on_behalf_of"]) == ("", "")


def test_facts__long_source_fits_its_column():
    facts = take_order(user=ALICE, source="nightly reminder of the sales team").facts(CustomerRef("c"), livemode=False)

    assert len(facts["source"]) == PortalSession._meta.get_field("source").max_length
