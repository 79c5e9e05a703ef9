"""What a flow leaves open is found at Stripe."""

import pytest

from django_billing_portal import gateway
from django_billing_portal.exceptions import FlowUnavailable, FlowUnsupported, UnknownSubscription
from django_billing_portal.flows import (
    Item,
    PaymentMethodUpdate,
    Since,
    SubscriptionCancel,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.completion import completing_flow, only_live, the_live
from django_billing_portal.services.stories import tell
from django_billing_portal.wire.answers import Subscription, SubscriptionItem
from django_billing_portal.wire.deadline import Deadline

pytestmark = pytest.mark.usefixtures("stripe_world")


def complete(flow, customer="cus_alice", subscription=None):
    words = {"customer": CustomerRef(customer), "deadline": Deadline.after(5)}
    return tell(completing_flow(flow, subscription=subscription, **words))


def subscription(status="active", items=()):
    return Subscription(
        id="sub_1",
        status=status,
        customer="cus_1",
        items=tuple(SubscriptionItem(id=item, price="price_1", product="prod_1", quantity=1) for item in items),
        cancel_at=None,
        cancel_at_period_end=False,
        schedule="",
        collection_method="charge_automatically",
    )


def test_completing_flow__nothing_is_open():
    assert complete(PaymentMethodUpdate()) == PaymentMethodUpdate()


def test_completing_flow__only_subscription():
    assert complete(SubscriptionCancel()) == SubscriptionCancel(subscription="sub_alice")


def test_completing_flow__only_item():
    flow = complete(SubscriptionUpdateConfirm(items=[Item(quantity=2)]))
    assert (flow.subscription, flow.items) == ("sub_alice", (Item(id="si_alice", quantity=2),))


def test_completing_flow__only_item_of_a_named_subscription():
    flow = complete(SubscriptionUpdateConfirm(subscription="sub_alice", items=[Item(quantity=2)]))
    assert flow.items == (Item(id="si_alice", quantity=2),)


def test_completing_flow__price_by_lookup_key():
    items = [Item(id="si_alice", lookup_key="pro_yearly")]
    flow = complete(SubscriptionUpdateConfirm(subscription="sub_alice", items=items))
    assert flow.items == (Item(id="si_alice", price="price_pro_yearly"),)


def test_completing_flow__named_item_stays():
    flow = complete(SubscriptionUpdateConfirm(items=[Item(id="si_named", quantity=2)]))
    assert flow.items == (Item(id="si_named", quantity=2),)


def test_completing_flow__several_subscriptions():
    with pytest.raises(FlowUnavailable, match="2 live"):
        complete(SubscriptionCancel(), customer="cus_dora")


@pytest.mark.parametrize("chosen", ["sub_dora", "sub_dora_2"])
def test_completing_flow__one_of_several_subscriptions(chosen):
    flow = complete(SubscriptionCancel(retention_coupon="STAY20"), customer="cus_dora", subscription=chosen)
    assert flow == SubscriptionCancel(subscription=chosen, retention_coupon="STAY20")


def test_completing_flow__only_item_of_the_chosen_subscription():
    flow = complete(
        SubscriptionUpdateConfirm(items=[Item(quantity=2)]), customer="cus_dora", subscription="sub_dora_2"
    )
    assert (flow.subscription, flow.items) == ("sub_dora_2", (Item(id="si_dora_2", quantity=2),))


@pytest.mark.parametrize(
    ("customer", "chosen"),
    [("cus_alice", "sub_bob"), ("cus_carl", "sub_carl"), ("cus_alice", "sub_none")],
    ids=["another's", "ended", "unknown"],
)
def test_completing_flow__no_live_one_of_theirs_was_chosen(customer, chosen):
    with pytest.raises(UnknownSubscription) as caught:
        complete(SubscriptionCancel(), customer=customer, subscription=chosen)
    assert str(caught.value) == f"unknown_subscription: The customer has no live subscription {chosen}."


def test_completing_flow__sdk_too_old(monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    with pytest.raises(FlowUnsupported, match=r"99\.0\.0"):
        complete(SubscriptionCancel())


@pytest.mark.parametrize("status", ["active", "trialing", "past_due", "unpaid", "paused"])
def test_only_live__statuses_that_can_be_managed(status):
    others = [subscription("incomplete"), subscription("canceled")]
    assert only_live([*others, live := subscription(status)]) == live


def test_only_live__none():
    with pytest.raises(FlowUnavailable, match="no live"):
        only_live([subscription("incomplete")])


def test_the_live__not_among_those_that_never_began():
    with pytest.raises(UnknownSubscription):
        the_live([subscription("incomplete")], "sub_1")


def test_sdk_version__is_what_flows_compare_with():
    assert gateway.sdk_version() >= (15, 0, 0)


def test_completing_flow__several_items():
    several = subscription(items=("si_1", "si_2"))
    story = completing_flow(
        SubscriptionUpdateConfirm(subscription="sub_1", items=[Item(quantity=2)]),
        customer=CustomerRef("cus_1"),
        deadline=Deadline.after(5),
    )
    next(story)
    with pytest.raises(FlowUnavailable, match="item"):
        story.send(several)
