"""Links that are used: how often, by whom, at the cost of what."""

import uuid
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_billing_portal import gateway
from django_billing_portal.exceptions import (
    BillingPortalError,
    FlowUnavailable,
    LinkExpired,
    LinkNeedsSignIn,
    LinkRevoked,
    LinkUsedUp,
    NotAllowed,
    StaleCustomer,
    TooManyRequests,
    UnknownLink,
)
from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.models import PortalLink, PortalSession
from django_billing_portal.models.states import Status
from django_billing_portal.resolvers import Callables
from django_billing_portal.services.links import (
    afind_invitation,
    aredeem_link,
    find_invitation,
    issue_link,
    redeem_link,
    revoke_link,
)
from django_billing_portal.signals import link_redeemed
from tests.factories import PortalSessionFactory, TeamFactory, UserFactory
from tests.sent import CANCEL, ORIGIN, TEAMS, link_in_state, token_of
from tests.services.foresight import change

pytestmark = pytest.mark.usefixtures("stripe_world", "_desk")
REDEEM = pytest.mark.parametrize("redeem", [redeem_link, async_to_sync(aredeem_link)], ids=["sync", "async"])
NOBODY = AnonymousUser()


@pytest.fixture
def _desk(options):
    options(RESOLVER=TEAMS, LINK_HOLDERS=True)


@pytest.fixture
def team(alice):
    return TeamFactory(owner=alice, stripe_customer_id="cus_alice")


@pytest.fixture
def holders(team):
    """Send a link to whoever holds it."""
    return issue_link(subject=team, audience="holder", flow=PaymentMethodUpdate())


@pytest.fixture
def told():
    heard = []

    def hear(**words):
        heard.append((words["link"], words["session"], words["user"]))

    link_redeemed.connect(hear)
    yield heard
    link_redeemed.disconnect(hear)


def uses_of(link):
    link.refresh_from_db()
    return link.uses


@REDEEM
def test_redeem_link__opens_what_it_was_made_for(redeem, team, alice, minted_at_stripe):
    link = issue_link(
        subject=team,
        flow=PaymentMethodUpdate(),
        locale="de",
        return_to="/team/",
    )
    session = redeem(token=token_of(link), user=alice, origin=ORIGIN)
    [at_stripe] = minted_at_stripe()
    assert (at_stripe["url"], at_stripe["locale"], at_stripe["customer"]) == (session.url, "de", "cus_alice")
    assert at_stripe["flow"]["type"] == "payment_method_update"
    assert (session.link, session.user, session.source) == (link, alice, "link")
    assert (session.subject_type, session.return_to) == ("people.team", "http://testserver/team/")
    assert uses_of(link) == 1
    assert link.first_redeemed_at == link.redeemed_at


@REDEEM
def test_redeem_link__double_click_shares_the_use(redeem, team, alice, told, django_capture_on_commit_callbacks):
    link = issue_link(subject=team)
    with django_capture_on_commit_callbacks(execute=True):
        sessions = [redeem(token=token_of(link), user=alice) for _ in range(2)]
    assert sessions[0] == sessions[1]
    assert uses_of(link) == 1
    assert told == [(link, sessions[0], alice)]


def test_redeem_link__each_use_is_told(team, alice, options, told, django_capture_on_commit_callbacks):
    options(REUSE_SECONDS=0)
    link = issue_link(subject=team, max_uses=2)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            redeem_link(token=token_of(link), user=alice)
        with pytest.raises(LinkUsedUp):
            redeem_link(token=token_of(link), user=alice)
    assert len(told) == uses_of(link) == 2
    assert link.first_redeemed_at <= link.redeemed_at


def test_redeem_link__used_up_and_too_old(team, alice, options):
    options(REUSE_SECONDS=0)
    link = issue_link(subject=team)
    redeem_link(token=token_of(link), user=alice)
    with time_machine.travel(timezone.now() + timedelta(days=8)), pytest.raises(LinkUsedUp):
        redeem_link(token=token_of(link), user=alice)


@pytest.mark.parametrize("user", [None, NOBODY])
@REDEEM
def test_redeem_link__whoever_holds_it(redeem, holders, user):
    session = redeem(token=token_of(holders), user=user, visit="1")
    assert (session.user, session.link) == (None, holders)
    assert session.return_to == "http://testserver/billing/link/done/"
    assert redeem(token=token_of(holders), user=user, visit="1") == session
    with pytest.raises(LinkUsedUp):
        redeem(token=token_of(holders), user=user, visit="2")


def test_redeem_link__holders_who_bring_no_visit_share_nothing(holders):
    redeem_link(token=token_of(holders), user=None)
    with pytest.raises(LinkUsedUp):
        redeem_link(token=token_of(holders), user=None)


def test_redeem_link__whoever_holds_it_and_is_signed_in(holders, bob):
    session = redeem_link(token=token_of(holders), user=bob)
    assert (session.user, session.return_to) == (bob, "http://testserver/account/")


@pytest.mark.parametrize("user", [None, NOBODY])
def test_redeem_link__holders_switched_off_since(holders, user, options):
    options(LINK_HOLDERS=False)
    with pytest.raises(LinkNeedsSignIn):
        redeem_link(token=token_of(holders), user=user)


def test_redeem_link__staff_who_are_no_customer(holders):
    with pytest.raises(UnknownLink):
        redeem_link(token=token_of(holders), user=UserFactory(is_staff=True))


def test_redeem_link__staff_who_are_the_customer(holders, alice):
    alice.is_staff = True
    assert redeem_link(token=token_of(holders), user=alice).user == alice


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("expired", LinkExpired),
        ("revoked", LinkRevoked),
        ("used up", LinkUsedUp),
        ("subject gone", UnknownLink),
        ("customer changed", StaleCustomer),
        ("customer gone", StaleCustomer),
        ("of the other mode", UnknownLink),
        ("deleted", UnknownLink),
    ],
)
@pytest.mark.parametrize(
    "verbs",
    [(find_invitation, redeem_link), (async_to_sync(afind_invitation), async_to_sync(aredeem_link))],
    ids=["sync", "async"],
)
def test_redeem_link__refused_as_its_page_is(verbs, state, error, alice, caplog):
    team = TeamFactory(owner=alice, stripe_customer_id="cus_alice")
    token = token_of(link_in_state(state, team))
    for verb in verbs:
        with pytest.raises(error):
            verb(token=token, user=alice)
    assert {record.billing_code for record in caplog.records} == {error.code}
    assert PortalSession.objects.count() == 0


@pytest.mark.parametrize("token", ["", "x", "v1", "AAAA:BBBB", "é:\ud800", "\0"])
def test_redeem_link__forged(token, alice):
    with pytest.raises(UnknownLink):
        redeem_link(token=token, user=alice)


def test_redeem_link__what_stripe_refuses_costs_no_use(team, alice):
    change("sub_alice", cancel_at_period_end=True)
    link = issue_link(subject=team, flow=CANCEL)
    with pytest.raises(FlowUnavailable):
        redeem_link(token=token_of(link), user=alice)
    assert uses_of(link) == 0
    session = redeem_link(token=token_of(link), user=alice, home=True)
    assert (session.flow, session.flow_name, uses_of(link)) == (None, "", 1)


def test_redeem_link__home_page_for_holders_only_where_the_flow_proved_impossible(team):
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    assert redeem_link(token=token_of(link), user=None, home=True).flow is not None
    change("sub_alice", cancel_at_period_end=True)
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    with pytest.raises(FlowUnavailable):
        redeem_link(token=token_of(link), user=None, home=True)
    assert redeem_link(token=token_of(link), user=None, home=True).flow is None


def test_redeem_link__crash_frees_the_use_when_its_lease_ends(holders):
    lease = timezone.now() + timedelta(minutes=1)
    dead = PortalSessionFactory(link=holders, status=Status.PENDING, lease_until=lease)
    with pytest.raises(LinkUsedUp):
        redeem_link(token=token_of(holders), user=None)
    PortalSession.objects.filter(pk=dead.pk).update(lease_until=timezone.now())
    assert redeem_link(token=token_of(holders), user=None).url


def test_redeem_link__crash_between_claim_and_opening(holders, monkeypatch):
    def die(**_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(gateway, "create_session", die)
    with pytest.raises(KeyboardInterrupt):
        redeem_link(token=token_of(holders), user=None)
    monkeypatch.undo()
    assert uses_of(holders) == 0
    with pytest.raises(LinkUsedUp):
        redeem_link(token=token_of(holders), user=None)
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        assert redeem_link(token=token_of(holders), user=None).url


@pytest.mark.parametrize("happening", ["revoked", "deleted"])
def test_redeem_link__withdrawn_while_stripe_answers(happening, holders, monkeypatch):
    create = gateway.create_session

    def meanwhile(**words):
        minted = create(**words)
        if happening == "revoked":
            revoke_link(PortalLink.objects.get(), reason="No.")
        else:
            PortalLink.objects.all().delete()
        return minted

    token = token_of(holders)
    monkeypatch.setattr(gateway, "create_session", meanwhile)
    with pytest.raises(LinkRevoked):
        redeem_link(token=token, user=None)
    session = PortalSession.objects.get()
    assert (session.status, session.failure, session.encrypted_url) == (Status.FAILED, "link_revoked", "")


def test_redeem_link__expires_while_stripe_answers(holders, monkeypatch):
    create = gateway.create_session

    def slowly(**words):
        PortalLink.objects.update(expires_at=timezone.now())
        return create(**words)

    monkeypatch.setattr(gateway, "create_session", slowly)
    assert redeem_link(token=token_of(holders), user=None).url


def test_redeem_link__whoever_comes_late_gets_nothing(holders, monkeypatch):
    create, token, opened = gateway.create_session, token_of(holders), []

    def slowly(**words):
        if not opened:
            # The lease ends while Stripe answers, and somebody else takes the only use.
            PortalSession.objects.update(lease_until=timezone.now())
            opened.append(None)
            opened.append(redeem_link(token=token, user=None, visit="2").url)
        return create(**words)

    monkeypatch.setattr(gateway, "create_session", slowly)
    with pytest.raises(LinkUsedUp):
        redeem_link(token=token, user=None, visit="1")
    assert uses_of(holders) == 1
    late, first = PortalSession.objects.order_by("pk")
    assert (late.status, late.failure, late.encrypted_url) == (Status.FAILED, "link_used_up", "")
    assert (first.status, first.url) == (Status.OPEN, opened[1])


def test_lock__deleted_link(holders):
    gone = PortalLink.objects.get()
    holders.delete()
    with pytest.raises(UnknownLink):
        PortalLink.objects.all().lock(gone)


@pytest.mark.parametrize(
    ("limits", "addresses"),
    [({"MINTS_PER_MINUTE": 1}, ["1.1.1.1", "2.2.2.2"]), ({"LINK_HOLDERS_PER_MINUTE": 1}, ["1.1.1.1", "1.1.1.1"])],
    ids=["link", "address"],
)
def test_redeem_link__too_often_by_whoever_holds_it(team, options, limits, addresses):
    options(**limits)
    change("sub_alice", cancel_at_period_end=True)
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    with time_machine.travel("2026-11-22T12:00:15Z", tick=False):
        for address, error in zip(addresses, [FlowUnavailable, TooManyRequests], strict=True):
            PortalLink.objects.update(expires_at=timezone.now() + timedelta(hours=1))
            with pytest.raises(error):
                redeem_link(token=token_of(link), user=None, address=address)


def test_redeem_link__other_addresses_and_links_have_room(team, options):
    options(LINK_HOLDERS_PER_MINUTE=1, MINTS_PER_MINUTE=1)
    for address in ("1.1.1.1", "2.2.2.2"):
        link = issue_link(subject=team, audience="holder")
        assert redeem_link(token=token_of(link), user=None, address=address).url


def test_redeem_link__keys_rotate(holders):
    token = token_of(holders)
    with override_settings(SECRET_KEY="new" * 20):
        with pytest.raises(UnknownLink):
            find_invitation(token=token, user=None)
        with override_settings(
            SECRET_KEY_FALLBACKS=["only for tests, and long enough for Django's own check of its length"]
        ):
            assert find_invitation(token=token, user=None).link == holders


def test_redeem_link__stored_by_a_later_release(holders):
    PortalLink.objects.update(flow_data={"v": 99})
    with pytest.raises(BillingPortalError) as caught:
        redeem_link(token=token_of(holders), user=None)
    assert caught.value.code == "invalid_flow"


def statements(queries):
    return [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_find_invitation__writes_nothing(team, alice):
    link = issue_link(subject=team, flow=PaymentMethodUpdate())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        find_invitation(token=token_of(link), user=alice)
    ours = [sql for sql in statements(queries) if "sandbox" not in sql]
    assert [sql for sql in ours if not sql.startswith("SELECT")] == []
    assert len(ours) <= 3  # the link, whom it is for, and who owns that


def test_redeem_link__statements(team, alice):
    link = issue_link(subject=team, flow=PaymentMethodUpdate())
    with CaptureQueriesContext(connection) as queries:
        redeem_link(token=token_of(link), user=alice)
    ours = [sql for sql in statements(queries) if "sandbox" not in sql]
    # The link, its subject, the owner; the chain; lock, look, look, count, claim; spend, open, wipe.
    assert len(ours) <= 12


def test_find_invitation__uses_left(team, alice):
    link = issue_link(subject=team, max_uses=5)
    PortalLink.objects.update(uses=2)
    invitation = find_invitation(token=token_of(link), user=alice)
    assert (invitation.uses_left, invitation.asked_for) == (3, invitation.home)


def test_find_invitation__says_what_stands_in_the_way_to_those_whose_it_is(team, alice, bob):
    change("sub_alice", cancel_at_period_end=True)
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    told = [find_invitation(token=token_of(link), user=user).asked_for.is_available for user in (alice, bob, None)]
    assert told == [False, True, True]


def test_redeem_link__home_page_for_holders_whose_billing_it_is(team, alice):
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    assert redeem_link(token=token_of(link), user=alice, home=True).flow is None


@pytest.mark.parametrize("audience", ["customer", "holder"])
def test_redeem_link__resolver_that_refuses_by_an_error(audience, team, alice, options):
    def refuse(**_words):
        raise NotAllowed("Not today.")

    link = issue_link(subject=team, audience=audience)
    options(RESOLVER=Callables(resolve=lambda *, subject: subject.stripe_customer_id, authorize=refuse))
    with pytest.raises(UnknownLink) if audience == "customer" else nullcontext():
        assert redeem_link(token=token_of(link), user=alice).link == link


def test_find_invitation__stripe_is_not_asked_for_a_stranger(team, bob, monkeypatch):
    link = issue_link(subject=team, flow=CANCEL, audience="holder")
    monkeypatch.delattr(gateway, "look_up_customer")
    assert find_invitation(token=token_of(link), user=bob).asked_for.is_available


def test_find_invitation__label_of_the_declared_flow(team, alice, options):
    options(FLOWS={"card": PaymentMethodUpdate(label="Another card")})
    link = issue_link(subject=team, flow="card")
    assert find_invitation(token=token_of(link), user=alice).asked_for.label == "Another card"
    options(FLOWS={})
    assert find_invitation(token=token_of(link), user=alice).asked_for.label == "Update payment method"


def test_find_invitation__never_asks_stripe_where_nobody_may_look(team, alice, options, monkeypatch):
    options(PREFLIGHT_SECONDS=0)
    link = issue_link(subject=team, flow=CANCEL)
    monkeypatch.delattr(gateway, "look_up_customer")
    assert find_invitation(token=token_of(link), user=alice).asked_for.is_available


def test_redeem_link__inside_somebodys_transaction(team, alice, caplog):
    # The suite's own transaction is one.
    link = issue_link(subject=team)
    redeem_link(token=token_of(link), user=alice)
    assert "minted_in_transaction" in {record.billing_code for record in caplog.records}


def test_visit__is_no_secret_of_the_row(holders):
    visit = uuid.uuid4().hex
    session = redeem_link(token=token_of(holders), user=None, visit=visit)
    assert visit not in str(vars(session))
