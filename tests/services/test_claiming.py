"""Those who come second wait, and get what the first one got."""

import time
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db.models.signals import pre_save
from django.utils import timezone

from django_billing_portal import gateway
from django_billing_portal.conf import portal_settings
from django_billing_portal.exceptions import Busy, FlowUnavailable
from django_billing_portal.models import PortalSession
from django_billing_portal.models.claims import Attempt, Verdict
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.claiming import Errand, Queue, claiming
from django_billing_portal.services.limits import require_room
from django_billing_portal.services.orders import take_order
from django_billing_portal.services.sessions import amint_session, mint_session
from django_billing_portal.services.stories import Records, tell
from django_billing_portal.wire import guards
from django_billing_portal.wire.breaker import THRESHOLD
from django_billing_portal.wire.deadline import Deadline
from tests.factories import PortalSessionFactory

ALICE = CustomerRef("cus_alice")


@pytest.fixture
def errand(alice):
    return Errand(order=take_order(user=alice), customer=ALICE, livemode=False, deadline=Deadline.after(5))


@pytest.fixture
def rival(errand):
    """Return the claim of a click that came first and is minting now."""
    return tell(claiming(errand)).session


def until_queue(story):
    """Tell a story up to its first pause."""
    step = next(story)
    while not isinstance(step, Queue):
        step = story.send(step.take())
    return step


def test_claiming__waits_for_the_first_click(errand, rival):
    story = claiming(errand)
    until_queue(story).take()
    PortalSession.objects.all().open(rival, url="https://billing.stripe.com/p/session/x")
    attempt = tell(story)
    assert (attempt.verdict, attempt.session) == (Verdict.REUSE, rival)


def test_claiming__shares_the_failure_of_the_first_click(errand, rival):
    story = claiming(errand)
    until_queue(story).take()
    PortalSession.objects.all().fail(rival, "flow_unavailable")
    with pytest.raises(FlowUnavailable, match="waited for"):
        tell(story)


def test_claiming__shares_an_interruption_as_busy(errand, rival):
    story = claiming(errand)
    until_queue(story).take()
    PortalSession.objects.all().fail(rival, "interrupted")
    with pytest.raises(Busy):
        tell(story)


def test_claiming__takes_over_when_the_lease_of_a_dead_worker_ends(errand, rival):
    story = claiming(errand)
    until_queue(story).take()
    PortalSession.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    attempt = tell(story)
    assert (attempt.verdict, attempt.session.generation) == (Verdict.WON, 2)


def test_claiming__looks_again_at_once_when_somebody_was_faster(errand):
    story = claiming(errand)
    next(story)
    look_again = story.send(Attempt(Verdict.LOST))
    assert isinstance(look_again, Records)
    assert look_again.take().verdict is Verdict.WON


@pytest.mark.django_db(transaction=True)
def test_claiming__whoever_was_slower_has_not_minted(alice, errand, options):
    def be_faster(instance, **_):
        pre_save.disconnect(be_faster, PortalSession)
        PortalSessionFactory(key=instance.key, generation=instance.generation, lease_until=instance.lease_until)

    options(MINTS_PER_MINUTE=1)
    pre_save.connect(be_faster, PortalSession)
    until_queue(claiming(errand))
    require_room(alice)


def test_claiming__holds_a_claim_no_longer_than_its_own_deadline(errand, rival):
    give_up = timezone.now() + timedelta(seconds=5.3)
    story = claiming(errand)
    until_queue(story)
    time.sleep(0.5)
    PortalSession.objects.update(lease_until=timezone.now())
    assert tell(story).session.lease_until < give_up


def test_claiming__coroutines_wait_without_a_thread(alice, rival, options):
    options(DEADLINE_SECONDS=0.1)
    with pytest.raises(Busy, match="deadline"):
        async_to_sync(amint_session)(user=alice)


def test_claiming__gives_up_at_its_deadline(alice, rival, options, caplog):
    options(DEADLINE_SECONDS=0.1)
    with pytest.raises(Busy, match="deadline"):
        mint_session(user=alice)
    assert caplog.records[-1].billing_code == "busy"


def test_claiming__a_full_house_does_not_wait_long(alice, rival, options):
    options(MAX_CONCURRENT_CALLS=0)
    with pytest.raises(Busy, match="wait on Stripe"):
        mint_session(user=alice)


@pytest.fixture
def outage():
    """Stripe has failed so often that the breaker is open."""
    gateway.forget()
    for _ in range(THRESHOLD):
        with guards.breaker_of(portal_settings.API_BASE, portal_settings.API_KEY).watch() as watch:
            watch.alive = False
    yield
    gateway.forget()


def test_claiming__an_outage_writes_nothing(alice, outage, caplog):
    with pytest.raises(Busy, match="failed repeatedly") as caught:
        mint_session(user=alice)
    assert caught.value.retry_after in {1, 2}
    assert not PortalSession.objects.exists()
    assert [record.billing_code for record in caplog.records] == ["busy"]
