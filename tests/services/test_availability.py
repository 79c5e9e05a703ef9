"""What a person can do now: every declared flow over one snapshot, for those who may ask."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext_lazy

from django_billing_portal.exceptions import (
    NoCustomer,
    NotAllowed,
    StaleCustomer,
    StripeUnavailable,
)
from django_billing_portal.flows import (
    Item,
    PaymentMethodUpdate,
    Since,
    SubscriptionCancel,
    SubscriptionUpdate,
    SubscriptionUpdateConfirm,
)
from django_billing_portal.models import PortalCustomer, PortalSession
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import Callables, PortalCustomers
from django_billing_portal.services.availability import alist_flows, list_flows
from tests.factories import PortalCustomerFactory, TeamFactory
from tests.services.foresight import change, change_feature
from tests.stand_in import Answer

pytestmark = pytest.mark.usefixtures("stripe_world")

FLOWS = {
    "update-card": PaymentMethodUpdate(),
    "leave": SubscriptionCancel(label=gettext_lazy("Cancel subscription")),
    "to-yearly": SubscriptionUpdateConfirm(items=[Item(lookup_key="pro_yearly")], label="Pay by the year"),
}


@pytest.fixture(autouse=True)
def _flows(options):
    options(FLOWS=FLOWS)


@pytest.fixture(params=[list_flows, async_to_sync(alist_flows)], ids=["sync", "async"])
def look(request):
    """Look in either world, and keep the obstacles of each flow."""

    def run(user, **words):
        return {each.name: [one.code for one in each.obstacles] for each in request.param(user=user, **words)}

    return run


def everywhere(code):
    return {name: [code] for name in (None, *FLOWS)}


def test_list_flows__all_of_them(look, alice):
    assert look(alice) == {None: [], "update-card": [], "leave": [], "to-yearly": []}


def test_list_flows__home_comes_first_and_the_rest_as_declared(alice):
    found = list_flows(user=alice)
    assert [each.name for each in found] == [None, "update-card", "leave", "to-yearly"]
    assert [each.flow for each in found] == [None, *FLOWS.values()]
    assert all(each.is_available for each in found)


def test_list_flows__labels_in_the_visitors_language(alice):
    with translation.override("de"):
        labels = [each.label for each in list_flows(user=alice)]
    assert labels == ["Abrechnungsportal öffnen", "Zahlungsmittel ändern", "Abonnement kündigen", "Pay by the year"]


def test_list_flows__says_what_stands_in_the_way(look, alice):
    change("sub_alice", cancel_at_period_end=True)
    ending = ["already_cancelling"]
    assert look(alice) == {None: [], "update-card": [], "leave": ending, "to-yearly": ending}


def test_list_flows__unavailable_with_a_sentence(alice):
    change("sub_alice", cancel_at_period_end=True)
    leave = list_flows(user=alice)[2]
    assert not leave.is_available
    assert leave.obstacles[0].message == "Your subscription is set to be cancelled already."


def test_list_flows__of_nothing_declared(look, alice, options):
    options(FLOWS={})
    assert look(alice) == {None: []}


def test_list_flows__without_a_subscription(look, bob, options):
    change("sub_bob", status="canceled")
    options(FLOWS={"leave": SubscriptionCancel(), "switch": SubscriptionUpdate()})
    assert look(bob) == {None: [], "leave": ["no_subscription"], "switch": ["no_subscription"]}


@pytest.fixture
def team(alice, options):
    """Alice's team, whose billing she may manage."""
    team = TeamFactory(owner=alice)
    PortalCustomerFactory(subject=team, customer="cus_dora")
    options(RESOLVER=PortalCustomers(authorize=lambda *, user, subject: subject.owner == user))
    return team


def test_list_flows__of_a_team(look, alice, team):
    several = ["several_subscriptions"]
    assert look(alice, subject=team) == {None: [], "update-card": [], "leave": several, "to-yearly": several}


def test_list_flows__of_somebody_elses_team(look, bob, team, caplog):
    with pytest.raises(NotAllowed):
        look(bob, subject=team)
    assert [record.billing_code for record in caplog.records] == ["not_allowed"]


def test_list_flows__of_a_chosen_configuration(look, alice, options):
    options(CONFIGURATION="bpc_gone")
    assert look(alice) == everywhere("not_configured")


def test_list_flows__one_snapshot_for_all(look, alice, stripe_server):
    look(alice)
    assert [request.path for request in stripe_server.requests] == [
        "/v1/customers/cus_alice",
        "/v1/billing_portal/configurations",
        "/v1/prices",
    ]


def test_list_flows__writes_nothing(look, alice, minted_at_stripe):
    look(alice)
    assert minted_at_stripe() == []
    assert not PortalSession.objects.exists()


# Who may ask


def test_list_flows__nobody_is_signed_in(look):
    with pytest.raises(NotAllowed):
        look(AnonymousUser())


def test_list_flows__has_no_customer(look, eve, caplog):
    with pytest.raises(NoCustomer):
        look(eve)
    assert [record.billing_code for record in caplog.records] == ["no_customer"]


def test_list_flows__customer_of_the_other_mode(look, eve, options):
    options(RESOLVER=Callables(resolve=lambda **_: CustomerRef("cus_live", livemode=True)))
    with pytest.raises(StaleCustomer):
        look(eve)


def test_list_flows__never_creates_a_customer(look, eve, options, stripe_server):
    options(CREATE_CUSTOMERS=True)
    nothing = ["no_subscription"]
    assert look(eve) == {None: [], "update-card": [], "leave": nothing, "to-yearly": nothing}
    assert not PortalCustomer.objects.exists()
    assert not stripe_server.requests


def test_list_flows__newcomer_with_an_old_sdk(look, eve, options, monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    options(CREATE_CUSTOMERS=True, FLOWS={"leave": SubscriptionCancel()})
    assert look(eve) == {None: [], "leave": ["flow_unsupported"]}


def test_list_flows__leaves_out_what_is_no_flow(look, alice, options, caplog):
    options(FLOWS={"leave": SubscriptionCancel, "update-card": PaymentMethodUpdate()})
    assert [look(alice), look(alice)] == [{None: [], "update-card": []}] * 2
    (record,) = caplog.records
    assert (record.levelname, record.billing_code, record.billing_fault) == ("WARNING", "not_configured", "operator")
    assert "'leave'" in record.getMessage()


# What Stripe does meanwhile


def test_list_flows__customer_is_gone(look, alice):
    change("cus_alice", deleted=True)
    assert look(alice) == everywhere("stale_customer")


def test_list_flows__stripe_is_silent(look, alice, options, stripe_server, caplog):
    options(PREFLIGHT_SECONDS=0.5)
    stripe_server.always = Answer(delay=float("inf"))
    with pytest.raises(StripeUnavailable):
        look(alice)
    assert [record.billing_code for record in caplog.records] == ["stripe_unavailable"]


def test_list_flows__unseen(look, alice, options, stripe_server, monkeypatch):
    monkeypatch.setattr(SubscriptionCancel, "since", Since((99, 0, 0), "2099-01-01.future"))
    options(PREFLIGHT_SECONDS=0)
    assert look(alice) == {None: [], "update-card": [], "leave": ["flow_unsupported"], "to-yearly": []}
    assert not stripe_server.requests


# What operators hear of it


def test_list_flows__tells_operators_what_only_they_can_mend(look, alice, caplog):
    change_feature("subscription_cancel", enabled=False)
    look(alice)
    (record,) = caplog.records
    assert (record.levelname, record.billing_code, record.billing_fault) == ("WARNING", "feature_off", "operator")
    assert "leave" in record.getMessage()


def test_list_flows__tells_operators_once_for_each_reason(look, alice, caplog):
    change("bpc_default", active=False)
    look(alice)
    look(alice)
    (record,) = caplog.records
    assert "the portal, update-card, leave, to-yearly" in record.getMessage()


def test_list_flows__keeps_to_itself_what_customers_did(look, alice, caplog):
    change("sub_alice", cancel_at_period_end=True)
    look(alice)
    assert not caplog.records
