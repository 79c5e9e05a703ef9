"""From a person to a portal URL, in both worlds."""

import logging
from datetime import timedelta
from functools import partial
from inspect import iscoroutinefunction, signature

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from django_billing_portal.exceptions import (
    FlowUnavailable,
    InvalidWish,
    NoCustomer,
    NotAllowed,
    NotConfigured,
    UnknownFlow,
    UnknownSubscription,
    UnsafeURL,
)
from django_billing_portal.flows import HostedConfirmation, PaymentMethodUpdate, Redirect, SubscriptionCancel
from django_billing_portal.gateway import AFTER_EXPIRATION_SINCE, sdk_version
from django_billing_portal.models import PortalSession
from django_billing_portal.models.claims import ClaimQuerySet
from django_billing_portal.models.states import Outcome, Status
from django_billing_portal.services import wiping
from django_billing_portal.services.orders import take_order
from django_billing_portal.services.sessions import amint_session, mint_session
from django_billing_portal.signals import session_minted
from tests.factories import PortalCustomerFactory, TeamFactory

pytestmark = pytest.mark.usefixtures("stripe_world")


@pytest.fixture(params=[mint_session, async_to_sync(amint_session)], ids=["sync", "async"])
def mint(request):
    return request.param


def test_mint_session__shows_what_it_takes():
    assert signature(mint_session).parameters == signature(take_order).parameters
    assert signature(amint_session) == signature(mint_session)
    assert iscoroutinefunction(amint_session)


def test_mint_session__opens_the_portal(alice, mint, minted_at_stripe):
    session = mint(user=alice)
    [at_stripe] = minted_at_stripe()
    assert session.url == at_stripe["url"]
    assert session.stripe_id == at_stripe["id"]
    assert (session.status, session.outcome) == (Status.OPEN, Outcome.UNKNOWN)
    assert (session.customer, session.subject_id, session.user) == ("cus_alice", str(alice.pk), alice)


def test_mint_session__same_click_again(alice, mint, minted_at_stripe):
    assert mint(user=alice) == mint(user=alice)
    assert len(minted_at_stripe()) == 1


def test_mint_session__repeat_costs_two_queries(alice, django_assert_num_queries):
    mint_session(user=alice)
    with django_assert_num_queries(2):
        mint_session(user=alice)


def test_mint_session__without_reuse(alice, mint, minted_at_stripe):
    assert mint(user=alice, reuse=False) != mint(user=alice, reuse=False)
    assert len(minted_at_stripe()) == 2


def test_mint_session__other_wishes_are_another_session(alice, minted_at_stripe):
    for wishes in ({}, {"return_to": "/else/"}, {"locale": "de"}, {"flow": PaymentMethodUpdate()}):
        mint_session(user=alice, **wishes)
    assert len(minted_at_stripe()) == 4


def test_mint_session__window_over(alice, mint):
    old = mint(user=alice)
    PortalSession.objects.update(opened_at=timezone.now() - timedelta(minutes=2))
    assert mint(user=alice) != old


@pytest.mark.django_db(transaction=True)
def test_mint_session__wipes_urls_that_nobody_came_back_from(alice, monkeypatch):
    old = mint_session(user=alice, locale="de")
    PortalSession.objects.update(url_until=timezone.now())
    monkeypatch.setattr(wiping, "_next_turn", 0.0)
    mint_session(user=alice)
    old.refresh_from_db()
    assert old.url == ""


def test_mint_session__named_flow(alice, mint, options, minted_at_stripe):
    options(FLOWS={"card": PaymentMethodUpdate()})
    session = mint(user=alice, flow="card")
    assert (session.flow_name, session.flow) == ("card", PaymentMethodUpdate())
    assert minted_at_stripe()[0]["flow"]["type"] == "payment_method_update"


def test_mint_session__undeclared_flow(alice, mint, caplog):
    with pytest.raises(UnknownFlow):
        mint(user=alice, flow="nonsense")
    assert [record.billing_code for record in caplog.records] == ["unknown_flow"]


def test_mint_session__flow_for_the_only_subscription(alice, mint, minted_at_stripe):
    session = mint(user=alice, flow=SubscriptionCancel())
    [at_stripe] = minted_at_stripe()
    assert session.flow.subscription == at_stripe["flow"]["subscription_cancel"]["subscription"] == "sub_alice"


def test_mint_session__flow_with_two_subscriptions_to_mean(eve, mint, caplog, minted_at_stripe):
    PortalCustomerFactory(subject=eve, customer="cus_dora")
    with pytest.raises(FlowUnavailable):
        mint(user=eve, flow=SubscriptionCancel())
    row = PortalSession.objects.get()
    assert (row.status, row.failure) == (Status.FAILED, "flow_unavailable")
    assert caplog.records[-1].billing_code == "flow_unavailable"
    assert not minted_at_stripe()


@pytest.fixture
def dora(eve):
    PortalCustomerFactory(subject=eve, customer="cus_dora")
    return eve


def test_mint_session__chosen_subscription(dora, mint, options, minted_at_stripe):
    options(FLOWS={"leave": SubscriptionCancel(retention_coupon="STAY20")})
    session = mint(user=dora, flow="leave", subscription="sub_dora_2")
    [at_stripe] = minted_at_stripe()
    assert session.flow.subscription == at_stripe["flow"]["subscription_cancel"]["subscription"] == "sub_dora_2"
    session.refresh_from_db()
    assert session.flow_data == SubscriptionCancel(subscription="sub_dora_2", retention_coupon="STAY20").to_json()


def test_mint_session__another_subscription_is_another_session(dora, mint, minted_at_stripe):
    for chosen in ("sub_dora", "sub_dora_2", "sub_dora"):
        mint(user=dora, flow=SubscriptionCancel(), subscription=chosen)
    assert len(minted_at_stripe()) == 2


@pytest.mark.parametrize("chosen", ["sub_bob", "sub_none"], ids=["another's", "unknown"])
def test_mint_session__subscription_that_is_not_theirs(dora, mint, chosen, caplog, minted_at_stripe):
    for _ in range(2):
        with pytest.raises(UnknownSubscription):
            mint(user=dora, flow=SubscriptionCancel(), subscription=chosen)
    assert {row.failure for row in PortalSession.objects.all()} == {"unknown_subscription"}
    assert [(record.billing_code, record.levelno) for record in caplog.records[-1:]] == [
        ("unknown_subscription", logging.INFO)
    ]
    assert not minted_at_stripe()


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"flow": SubscriptionCancel(), "subscription": "sub_1&limit=1"}, UnknownSubscription),
        ({"flow": PaymentMethodUpdate(), "subscription": "sub_alice"}, InvalidWish),
        ({"subscription": "sub_alice"}, InvalidWish),
    ],
    ids=["ill-formed", "takes none", "home page"],
)
def test_mint_session__wish_that_never_reaches_stripe(alice, mint, wishes, error, stripe_server):
    with pytest.raises(error):
        mint(user=alice, **wishes)
    assert not stripe_server.requests
    assert not PortalSession.objects.exists()


def test_mint_session__back_to_an_app_by_our_door(alice, mint, options, minted_at_stripe):
    options(RETURN_APPS=["com.example.app://billing/done"], BASE_URL="https://shop.example")
    session = mint(user=alice, return_to="com.example.app://billing/done")
    assert session.return_to == "com.example.app://billing/done"
    assert minted_at_stripe()[0]["return_url"].startswith("https://shop.example/billing/return/")


def done_url(at_stripe):
    return at_stripe["flow"]["after_completion"]["redirect"]["return_url"]


@pytest.mark.parametrize("end", [None, Redirect(url="/thanks/")])
def test_mint_session__finished_flows_come_back_by_our_door(alice, end, minted_at_stripe):
    mint_session(user=alice, flow=PaymentMethodUpdate(after_completion=end))
    [at_stripe] = minted_at_stripe()
    assert done_url(at_stripe).startswith("http://testserver/billing/return/")
    assert done_url(at_stripe) != at_stripe["return_url"]


def test_mint_session__stripes_own_confirmation_stays(alice, minted_at_stripe):
    mint_session(user=alice, flow=PaymentMethodUpdate(after_completion=HostedConfirmation(message="Thanks")))
    assert minted_at_stripe()[0]["flow"]["after_completion"]["type"] == "hosted_confirmation"


def test_mint_session__redirect_to_a_strange_host(alice, mint):
    with pytest.raises(UnsafeURL):
        mint(user=alice, flow=PaymentMethodUpdate(after_completion=Redirect(url="https://evil.example/")))


def test_mint_session__follows_the_active_language(alice, minted_at_stripe):
    with translation.override("pt-br"):
        mint_session(user=alice)
    assert minted_at_stripe()[0]["locale"] == "pt-BR"


def test_mint_session__no_customer(eve, mint, caplog):
    with pytest.raises(NoCustomer):
        mint(user=eve)
    assert caplog.records[-1].billing_code == "no_customer"


def test_mint_session__somebody_elses(alice, bob, mint):
    with pytest.raises(NotAllowed):
        mint(user=bob, subject=alice)


def test_mint_session__nobody(mint):
    with pytest.raises(NotAllowed):
        mint(user=None, subject=TeamFactory())


def test_mint_session__portal_on_a_strange_host(alice, mint, options, stripe_server, caplog):
    options(PORTAL_HOSTS=["portal.example.com"])
    with pytest.raises(UnsafeURL):
        mint(user=alice)
    assert PortalSession.objects.get().failure == "unsafe_url"
    assert "secret" not in caplog.text


def test_mint_session__bare_server(alice, mint, stripe_server):
    assert mint(user=alice).url.startswith("https://billing.stripe.com/p/session/test_secret")


@pytest.mark.django_db(transaction=True)
def test_mint_session__tells_who_listens(alice):
    heard = []
    session_minted.connect(hear := partial(lambda calls, **call: calls.append(call), heard))
    try:
        session = mint_session(user=alice)
        mint_session(user=alice)
    finally:
        session_minted.disconnect(hear)
    assert [(call["session"], call["user"]) for call in heard] == [(session, alice)]


@pytest.mark.django_db(transaction=True)
def test_mint_session__inside_a_transaction_warns(alice, caplog):
    with transaction.atomic():
        assert mint_session(user=alice).url
    assert caplog.records[0].billing_code == "minted_in_transaction"
    assert caplog.records[0].levelno == logging.WARNING


@pytest.mark.django_db(transaction=True)
def test_mint_session__outside_a_transaction_is_quiet(alice, caplog):
    assert mint_session(user=alice).url
    assert not caplog.records


def test_mint_session__a_failure_that_cannot_be_noted_keeps_its_cause(alice, options, monkeypatch):
    def gone(*args):
        raise DatabaseError

    options(CONFIGURATION="bpc_unknown")
    monkeypatch.setattr(ClaimQuerySet, "fail", gone)
    with pytest.raises(NotConfigured):
        mint_session(user=alice)


needs_recovery = pytest.mark.skipif(sdk_version() < AFTER_EXPIRATION_SINCE, reason="this stripe cannot recover")


@needs_recovery
def test_mint_session__dead_url_may_be_recovered_for_a_day(alice, mint, options, minted_at_stripe):
    options(AFTER_EXPIRATION=timedelta(days=1))
    mint(user=alice)
    until = minted_at_stripe()[0]["after_expiration"]["customer_login"]["expires_at"]
    assert until == pytest.approx(timezone.now().timestamp() + 86400, abs=60)


@needs_recovery
def test_mint_session__dead_url_may_be_recovered_for_ever(alice, options, minted_at_stripe):
    options(AFTER_EXPIRATION=True)
    mint_session(user=alice)
    recovery = minted_at_stripe()[0]["after_expiration"]
    assert recovery["type"] == "customer_login"
    assert not recovery.get("customer_login")


def test_mint_session__dead_urls_stay_dead(alice, minted_at_stripe):
    mint_session(user=alice)
    assert not minted_at_stripe()[0].get("after_expiration")
