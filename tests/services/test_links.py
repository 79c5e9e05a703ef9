"""Links that staff send: what one may be made of, and how it is withdrawn."""

import uuid
from datetime import UTC, datetime, timedelta
from inspect import Parameter, signature

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.db.models.signals import pre_save
from django.test import override_settings
from django.utils import timezone

from django_billing_portal.exceptions import (
    InvalidFlow,
    InvalidLink,
    InvalidWish,
    NoCustomer,
    NotAllowed,
    NotConfigured,
    StaleCustomer,
    UnknownFlow,
    UnknownSubscription,
    UnsafeURL,
)
from django_billing_portal.flows import PaymentMethodUpdate, SubscriptionCancel
from django_billing_portal.models import PortalLink
from django_billing_portal.models.states import LinkState
from django_billing_portal.resolvers import AttributePath, Callables
from django_billing_portal.services.links import aissue_link, arevoke_link, issue_link, link_url, revoke_link
from django_billing_portal.services.terms import LinkWishes
from django_billing_portal.signals import link_issued, link_revoked
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db
ISSUE = pytest.mark.parametrize("issue", [issue_link, async_to_sync(aissue_link)], ids=["sync", "async"])
REVOKE = pytest.mark.parametrize("revoke", [revoke_link, async_to_sync(arevoke_link)], ids=["sync", "async"])
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def heard():
    """Collect what the signals tell."""
    told = []

    def hear(signal, **told_words):
        told.append((signal, told_words["link"], told_words["user"]))

    for signal in (link_issued, link_revoked):
        signal.connect(hear)
    yield told
    for signal in (link_issued, link_revoked):
        signal.disconnect(hear)


@ISSUE
def test_issue_link__keeps_what_was_asked_for(issue, alice, bob):
    link = issue(
        subject=alice,
        flow=SubscriptionCancel(),
        subscription="sub_alice",
        message="  Please\r\nsay goodbye.\n",
        max_uses=3,
        configuration="bpc_1",
        locale="de-AT",
        on_behalf_of="acct_1",
        return_to="/account/?tab=1",
        email="alice@example.com",
        language="de",
        issued_by=bob,
        source="shell" * 5,
    )
    kept = PortalLink.objects.get()
    assert kept == link
    assert (kept.subject_name, kept.ref.id, kept.livemode) == ("alice", "cus_alice", False)
    assert kept.flow == SubscriptionCancel(subscription="sub_alice")
    assert (kept.message, kept.max_uses, kept.uses) == ("Please\nsay goodbye.", 3, 0)
    assert (kept.configuration, kept.locale, kept.on_behalf_of) == ("bpc_1", "de", "acct_1")
    assert (kept.return_to, kept.email, kept.language) == ("/account/?tab=1", "alice@example.com", "de")
    assert (kept.issued_by, kept.source, kept.state) == (bob, "shell" * 4, LinkState.LIVE)


def test_issue_link__home_page_for_a_week(alice):
    with time_machine.travel(NOW, tick=False):
        link = issue_link(subject=alice)
    assert (link.flow, link.flow_name, link.flow_type) == (None, "", "")
    assert (link.audience, link.max_uses, link.expires_at) == ("customer", 1, NOW + timedelta(days=7))


def test_issue_link__named_flow_with_its_parameters(alice, options):
    options(FLOWS={"leave": SubscriptionCancel(retention_coupon="STAY20")})
    link = issue_link(subject=alice, flow="leave")
    assert (link.flow_name, link.flow) == ("leave", SubscriptionCancel(retention_coupon="STAY20"))


@ISSUE
def test_issue_link__request_of_another_subject(issue, alice, bob):
    request_id = uuid.uuid4()
    issue(subject=alice, request_id=request_id)
    with pytest.raises(InvalidLink, match="somebody else"):
        issue(subject=bob, request_id=request_id)


def test_issue_link__request_for_a_customer_whom_the_project_has_left(alice):
    request_id = uuid.uuid4()
    issue_link(subject=alice, request_id=request_id)
    PortalLink.objects.update(customer="cus_before")
    with pytest.raises(InvalidLink, match="somebody else"):
        issue_link(subject=alice, request_id=request_id)


@ISSUE
def test_issue_link__named_as_people_are_called(issue, alice):
    alice.first_name, alice.last_name = "Alice", "Ahlberg"
    assert issue(subject=alice).subject_name == "Alice Ahlberg"


def test_issue_link__teams_are_named_as_themselves(alice, options):
    options(RESOLVER=AttributePath("stripe_customer_id", authorize=None, contact=lambda *, subject: "a@example.com"))
    team = TeamFactory(owner=alice, stripe_customer_id="cus_alice", name="Aurora")
    assert issue_link(subject=team).subject_name == "Aurora"


def test_issue_link__signature():
    words = signature(issue_link).parameters
    assert {*words} == {*LinkWishes.__annotations__}
    assert {word.kind for word in words.values()} == {Parameter.KEYWORD_ONLY}
    assert [name for name, word in words.items() if word.default is Parameter.empty] == ["subject"]
    assert signature(aissue_link) == signature(issue_link)
    assert "max_uses: int = 1" in str(signature(issue_link))


def test_str__what_for_and_for_whom(alice):
    alice.first_name, alice.last_name = "Alice", "Ahlberg"
    link, home = issue_link(subject=alice, flow=PaymentMethodUpdate()), issue_link(subject=alice)
    assert str(link) == "Update payment method for Alice Ahlberg"
    assert str(home) == "Open the billing portal for Alice Ahlberg"


def test_str__of_a_later_release_and_of_nobody():
    link = PortalLink(flow_type="invoice_pay", flow_data={"v": 99}, subject_type="auth.user", subject_id="5")
    assert str(link) == "invoice_pay for auth.user:5"


@ISSUE
def test_issue_link__same_request(issue, alice, heard, django_capture_on_commit_callbacks):
    request_id = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        links = [issue(subject=alice, request_id=request_id) for _ in range(2)]
    assert links[0] == links[1]
    assert [(signal, user) for signal, _, user in heard] == [(link_issued, None)]


def test_issue_link__same_request_at_once(alice, monkeypatch):
    request_id = uuid.uuid4()
    rival = issue_link(subject=alice, request_id=request_id)
    # The rival's commit comes between the look and the insert.
    looks = iter([None, rival])
    monkeypatch.setattr(PortalLink.objects.all().__class__, "first", lambda _self: next(looks))
    assert issue_link(subject=alice, request_id=request_id) == rival


def test_issue_link__another_conflict_is_raised(alice):
    public_id = issue_link(subject=alice).public_id

    def collide(instance, **_kwargs):
        instance.public_id = public_id

    pre_save.connect(collide, sender=PortalLink)
    with pytest.raises(IntegrityError):
        issue_link(subject=alice)
    pre_save.disconnect(collide, sender=PortalLink)
    assert PortalLink.objects.count() == 1


@pytest.mark.parametrize(("request_id", "queries"), [(None, 1), (uuid.UUID(int=1), 2)])
@pytest.mark.django_db(transaction=True)
def test_issue_link__queries(alice, options, request_id, queries, django_assert_num_queries):
    options(RESOLVER=AttributePath("email", authorize=None))
    alice.email = "cus_alice"
    with django_assert_num_queries(queries):
        issue_link(subject=alice, request_id=request_id)


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"flow": "nowhere"}, UnknownFlow),
        ({"flow": PaymentMethodUpdate}, InvalidFlow),
        ({"subscription": "sub_1"}, InvalidWish),
        ({"flow": SubscriptionCancel(), "subscription": "1"}, UnknownSubscription),
        ({"configuration": "nowhere"}, NotConfigured),
        ({"configuration": "bpc_" + "x" * 97}, InvalidLink),
        ({"on_behalf_of": "x" * 101}, InvalidLink),
        ({"return_to": "https://evil.example/"}, UnsafeURL),
        ({"audience": "everybody"}, InvalidLink),
        ({"audience": "holder"}, InvalidLink),
        ({"max_uses": 0}, InvalidLink),
        ({"max_uses": 1001}, InvalidLink),
        ({"max_age": timedelta(0)}, InvalidLink),
        ({"max_age": timedelta(days=7, seconds=1)}, InvalidLink),
        ({"max_age": HOUR, "expires_at": NOW + HOUR}, InvalidLink),
        ({"expires_at": NOW}, InvalidLink),
        ({"expires_at": NOW + timedelta(days=8)}, InvalidLink),
        ({"message": "x" * 2001}, InvalidLink),
        ({"message": "a\0b"}, InvalidLink),
        ({"email": "alice"}, InvalidLink),
        ({"email": "alice@" + ".".join(["x" * 60] * 4) + ".example"}, InvalidLink),
        ({"language": "x" * 21}, InvalidLink),
    ],
    ids=str,
)
def test_issue_link__refused(alice, wishes, error, caplog):
    with time_machine.travel(NOW, tick=False), pytest.raises(error):
        issue_link(subject=alice, **wishes)
    assert PortalLink.objects.count() == 0
    assert [record.billing_code for record in caplog.records] == [error.code]


@pytest.mark.parametrize(
    ("wishes", "error"),
    [({"max_uses": 2}, "1 times"), ({"max_age": timedelta(hours=5)}, "4:00:00"), ({"max_age": HOUR}, None)],
    ids=str,
)
def test_issue_link__for_whoever_holds_it(alice, options, wishes, error):
    options(LINK_HOLDERS=True)
    if error:
        with pytest.raises(InvalidLink, match=error):
            issue_link(subject=alice, audience="holder", **wishes)
    else:
        assert issue_link(subject=alice, audience="holder", **wishes).audience == "holder"


@pytest.mark.parametrize("uses_zones", [True, False])
@pytest.mark.parametrize("is_naive", [True, False])
def test_issue_link__moment_with_and_without_a_zone(alice, uses_zones, is_naive):
    with override_settings(USE_TZ=uses_zones, TIME_ZONE="UTC"):
        end = datetime.now(UTC) + HOUR
        end = end.replace(tzinfo=None) if is_naive else end
        link = issue_link(subject=alice, expires_at=end)
        assert timezone.is_aware(link.expires_at) is uses_zones
        assert link.state == LinkState.LIVE


@pytest.mark.parametrize(
    ("customer", "error"),
    [(None, NoCustomer), (("cus_alice", "", True), StaleCustomer)],
    ids=["none", "of the other mode"],
)
def test_issue_link__without_a_customer_of_this_mode(alice, options, customer, error):
    from django_billing_portal.refs import CustomerRef

    options(RESOLVER=Callables(resolve=lambda *, subject: customer and CustomerRef(*customer)))
    with pytest.raises(error):
        issue_link(subject=alice)


def test_issue_link__for_nobody():
    with pytest.raises(NotAllowed):
        issue_link(subject=get_user_model()())


def test_link_url__of_the_request_or_the_base(alice, options):
    link = issue_link(subject=alice)
    assert link_url(link, origin="https://shop.example").startswith("https://shop.example/billing/link/")
    options(BASE_URL="https://base.example")
    assert link_url(link).startswith("https://base.example/billing/link/")
    assert link_url(link) == link_url(link)


def test_link_url__of_nowhere(alice, options):
    link = issue_link(subject=alice)
    options(BASE_URL=None)
    with pytest.raises(NotConfigured, match="BASE_URL"):
        link_url(link)


@pytest.mark.urls("django.contrib.auth.urls")
def test_link_url__without_our_urls(alice):
    with pytest.raises(NotConfigured, match="URLconf"):
        link_url(issue_link(subject=alice))


@REVOKE
def test_revoke_link__first_reason_stays(revoke, alice, bob, heard, django_capture_on_commit_callbacks):
    link = issue_link(subject=alice)
    with django_capture_on_commit_callbacks(execute=True):
        done = [revoke(link, by=person, reason=reason) for person, reason in [(bob, "Wrong address."), (None, "No.")]]
    assert done == [True, False]
    assert (link.state, link.revoked_by, link.revoked_reason) == (LinkState.REVOKED, bob, "Wrong address.")
    assert heard == [(link_revoked, link, bob)]


def test_revoke_link__long_reason(alice):
    link = issue_link(subject=alice)
    assert revoke_link(link, reason="x" * 201)
    assert link.revoked_reason == "x" * 200


def test_state__revoked_before_used_up_before_expired(alice):
    link = issue_link(subject=alice)
    link.expires_at = timezone.now()
    assert link.state == LinkState.EXPIRED
    link.uses = 1
    assert link.state == LinkState.USED_UP
    link.revoked_at = timezone.now()
    assert link.state == LinkState.REVOKED


def test_live__narrows_to_what_can_be_redeemed(alice):
    live, used, revoked, expired = (issue_link(subject=alice) for _ in range(4))
    PortalLink.objects.filter(pk=used.pk).update(uses=1)
    revoke_link(revoked, reason="No.")
    PortalLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert [*PortalLink.objects.all().live()] == [live]
