"""What pages offer, in both worlds: what would work now, and everything where nobody could look."""

import asyncio
from contextlib import ExitStack
from threading import Timer

import pytest
from asgiref.sync import async_to_sync

from django_billing_portal.exceptions import KeyRejected, NoCustomer, NotAllowed, StripeRefused, StripeUnavailable
from django_billing_portal.flows import PaymentMethodUpdate, SubscriptionCancel, SubscriptionUpdate
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import Callables
from django_billing_portal.sandbox import faults
from django_billing_portal.services.offers import aoffer_flows, offer_flows
from django_billing_portal.wire import guards, lookout
from tests.services.foresight import change, copy
from tests.stand_in import Answer, refusal

pytestmark = pytest.mark.usefixtures("stripe_world")

FLOWS = {"update-card": PaymentMethodUpdate(), "leave": SubscriptionCancel()}
ALL = {None: [], "update-card": [], "leave": []}
ENDING = ALL | {"leave": ["already_cancelling"]}
GONE = refusal(403, "The provided key does not have access to account 'acct_gone' (or it does not exist).")
ODD = refusal(400, "This customer is odd.")


@pytest.fixture(autouse=True)
def _flows(options):
    options(FLOWS=FLOWS)


class World:
    """Threads, or coroutines: how to ask, and how to hold a turn."""

    def __init__(self, kind):
        self.offer = {"sync": offer_flows, "async": async_to_sync(aoffer_flows)}[kind]
        self.take = {"sync": lookout.Lookout.take, "async": async_to_sync(lookout.Lookout.atake)}[kind]
        self.places = {"sync": lookout.THREADS, "async": lookout.TASKS}[kind]

    def __call__(self, user, **words):
        return self.read(self.offer(user=user, **words))

    def read(self, offer):
        """Keep whether somebody looked, and the obstacles of each flow."""
        return offer.is_checked, {each.name: [one.code for one in each.obstacles] for each in offer.flows}


@pytest.fixture(params=["sync", "async"])
def offered(request):
    return World(request.param)


@pytest.fixture
def held(offered):
    """Hold some of the turns until the block ends."""

    def hold(turns):
        stack = ExitStack()
        for _ in range(turns):
            stack.callback(offered.take(guards.lookout()))
        return stack

    return hold


@pytest.fixture
def accounts(options):
    """Let people's names say which account they are customers of, and whether they are odd."""
    options(
        RESOLVER=Callables(
            resolve=lambda *, subject: CustomerRef(f"cus_{subject.username}", subject.first_name),
            authorize=lambda *, user, subject: True,
        )
    )


def belongs_to(user, account):
    user.first_name = account
    user.save()


def test_offer_flows__what_would_work(offered, alice):
    change("sub_alice", cancel_at_period_end=True)
    assert offered(alice) == (True, ENDING)


def test_offer_flows__of_somebody_elses_billing(offered, alice, bob, caplog):
    with pytest.raises(NotAllowed) as caught:
        offered(alice, subject=bob)
    assert not caught.value.is_recorded
    assert not caplog.records


def test_offer_flows__has_no_customer(offered, eve, caplog):
    with pytest.raises(NoCustomer) as caught:
        offered(eve)
    assert not caught.value.is_recorded
    assert not caplog.records


def test_offer_flows__newcomer_needs_no_look(offered, eve, options, held):
    options(CREATE_CUSTOMERS=True)
    with held(offered.places):
        assert offered(eve) == (True, ALL | {"leave": ["no_subscription"]})


def test_offer_flows__switched_off(offered, alice, options, stripe_server):
    options(PREFLIGHT_SECONDS=0)
    assert offered(alice) == (False, ALL)
    assert not stripe_server.requests


@pytest.mark.parametrize("fault", ["down", "rate_limit", "missing_permission"])
def test_offer_flows__stripe_fails(offered, alice, caplog, fault):
    change("sub_alice", cancel_at_period_end=True)
    faults.switch_on(fault)
    assert offered(alice) == (False, ALL)
    faults.clear()
    assert offered(alice) == (False, ALL)
    assert len(caplog.records) == 1
    guards.forget_looks()
    assert offered(alice) == (True, ENDING)


def test_offer_flows__configuration_that_is_not_declared(offered, alice, options, caplog):
    options(CONFIGURATION="nowhere")
    assert offered(alice) == (False, ALL)
    assert [record.billing_code for record in caplog.records] == ["not_configured"]


def test_offer_flows__leaves_out_what_is_no_flow(offered, alice, options):
    options(FLOWS={"broken": PaymentMethodUpdate, **FLOWS})
    assert offered(alice) == (True, ALL)


# Turns


def test_offer_flows__all_turns_are_taken(offered, alice, held):
    with held(offered.places):
        assert offered(alice) == (False, ALL)
    assert offered(alice) == (True, ALL)


def test_offer_flows__waits_for_its_turn(offered, alice, held, monkeypatch):
    monkeypatch.setattr(lookout, "PATIENCE_SECONDS", 60)
    turns = held(offered.places)
    ending = Timer(0.1, turns.close)
    ending.start()
    assert offered(alice) == (True, ALL)
    ending.join()


def test_offer_flows__gives_its_turn_back(offered, alice):
    for _ in range(offered.places + 1):
        assert offered(alice) == (True, ALL)


def test_offer_flows__gives_its_turn_back_after_a_failure(offered, alice, stripe_server):
    stripe_server.always = ODD
    for _ in range(offered.places + 1):
        guards.lookout()._closed._things.clear()
        assert offered(alice) == (False, ALL)
    stripe_server.always = Answer()
    guards.lookout()._closed._things.clear()
    assert offered(alice) == (True, ALL)


def test_aoffer_flows__async_takes_turns_of_its_own(alice):
    sync, others = World("sync"), World("async")
    leave = sync.take(guards.lookout())
    assert others(alice) == (True, ALL)
    leave()


def test_aoffer_flows__async_lets_others_run_while_it_waits(monkeypatch):
    monkeypatch.setattr(lookout, "PATIENCE_SECONDS", 60)

    async def wait():
        line = guards.lookout()
        first = [await line.atake() for _ in range(lookout.TASKS)]
        waiting = asyncio.create_task(line.atake())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        first.pop()()
        assert await waiting

    asyncio.run(wait())


# Whom a failure concerns


def test_offer_flows__lost_account_says_nothing_of_the_others(offered, alice, bob, accounts, stripe_server):
    belongs_to(alice, "acct_gone")
    stripe_server.will_say(GONE)
    assert offered(alice) == (False, ALL)
    assert offered(bob) == (True, ALL)
    assert offered(alice) == (False, ALL)


def test_offer_flows__failed_account_keeps_its_others_from_trying(offered, alice, bob, accounts, stripe_server):
    for user in (alice, bob):
        belongs_to(user, "acct_gone")
    stripe_server.will_say(GONE)
    assert [offered(user)[0] for user in (alice, bob)] == [False, False]
    assert len(stripe_server.requests) == 1


def test_offer_flows__odd_customer_says_nothing_of_the_others(offered, alice, bob, stripe_server, caplog):
    stripe_server.will_say(ODD)
    assert [offered(user)[0] for user in (alice, bob, alice)] == [False, True, False]
    assert [record.billing_code for record in caplog.records] == ["stripe_refused"]


FAILURES = {KeyRejected: GONE, StripeRefused: ODD, StripeUnavailable: refusal(500, "Oops.")}


@pytest.mark.parametrize("error", FAILURES)
def test_offer_flows__logs_a_failure_once(offered, alice, stripe_server, caplog, error):
    stripe_server.always = FAILURES[error]
    assert [offered(alice)[0] for _ in range(3)] == [False] * 3
    assert [record.billing_code for record in caplog.records] == [error.code]


# For a chosen subscription


@pytest.fixture
def two(stripe_world, options):
    """Give Alice a second subscription, which is ending."""
    copy("sub_alice", "sub_second", cancel_at_period_end=True)
    options(FLOWS=FLOWS | {"this": SubscriptionUpdate(subscription="sub_second")})


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        (None, ["several_subscriptions"]),
        ("sub_alice", []),
        ("sub_second", ["already_cancelling"]),
        ("sub_bob", ["unknown_subscription"]),
        ("sub_nowhere", ["unknown_subscription"]),
        ("", ["unknown_subscription"]),
        ("../customers/cus_bob", ["unknown_subscription"]),
    ],
)
def test_offer_flows__for_a_chosen_subscription(offered, alice, caplog, chosen, codes):
    named = {"this": ["already_cancelling"]}
    assert offered(alice, subscription=chosen) == (True, ALL | {"leave": codes} | named)
    assert not caplog.records


@pytest.mark.parametrize("status", ["canceled", "incomplete"])
def test_offer_flows__for_a_chosen_subscription_that_is_not_live(offered, alice, status):
    change("sub_alice", status=status)
    assert offered(alice, subscription="sub_alice") == (True, ALL | {"leave": ["unknown_subscription"]})


def test_offer_flows__for_a_chosen_subscription_of_nobody(offered, alice):
    change("cus_alice", deleted=True)
    stale = ["stale_customer"]
    assert offered(alice, subscription="sub_alice") == (True, dict.fromkeys(ALL, stale))


def test_offer_flows__keeps_the_declared_flow(alice):
    found = offer_flows(user=alice, subscription="sub_alice")
    assert [each.flow for each in found.flows] == [None, *FLOWS.values()]


@pytest.mark.parametrize(("chosen", "codes"), [("sub_bob", []), ("x/y", ["unknown_subscription"])])
def test_offer_flows__for_a_chosen_subscription_that_nobody_looks_at(offered, alice, options, chosen, codes):
    options(PREFLIGHT_SECONDS=0)
    assert offered(alice, subscription=chosen) == (False, ALL | {"leave": codes})


@pytest.mark.parametrize("chosen", ["sub_of_another", "x/y"])
def test_offer_flows__asks_stripe_nothing_about_a_strangers_choice(offered, alice, stripe_server, chosen):
    offered(alice, subscription=chosen)
    assert [request.path for request in stripe_server.requests] == [
        "/v1/customers/cus_alice",
        "/v1/billing_portal/configurations",
    ]
