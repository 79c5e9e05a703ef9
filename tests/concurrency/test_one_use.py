"""Many press the button of one link at once, in several processes: never more sessions than the link has uses."""

import json
import time

import pytest

from django_billing_portal.models import PortalLink, PortalSession
from django_billing_portal.models.states import Status
from django_billing_portal.services.links import issue_link
from tests.concurrency.conftest import MINT, start_process
from tests.factories import UserFactory
from tests.sent import token_of
from tests.stand_in import Answer

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, THREADS = 5, 10


@pytest.fixture
def link(alice, settings):
    """Make a link of alice's; anybody whom the resolver of these processes sees may use it."""
    settings.BILLING_PORTAL = settings.BILLING_PORTAL | {"LINK_HOLDERS": True}

    def issue(**wishes: object) -> PortalLink:
        return issue_link(subject=alice, **wishes)

    return issue


@pytest.fixture
def press(stripe_server):
    """Press at once, ten people in each of five processes; returns everybody's URL or error code."""

    def run(link: PortalLink, names: list[str]) -> list[str]:
        start = time.time() + 3
        running = [_start(stripe_server, link, names[first::PROCESSES], start) for first in range(PROCESSES)]
        return [url for process in running for url in json.loads(process.communicate(timeout=90)[0])]

    return run


def _start(stripe_server, link, names, start=0, **environment):
    chosen = {"MAX_CONCURRENT_CALLS": str(THREADS), **environment}
    return start_process(stripe_server.url, token_of(link), str(start), *names, module="presser", **chosen)


def urls(answers: list[str]) -> list[str]:
    return [answer for answer in answers if answer.startswith("https://billing.stripe.com/")]


def test_redeem_link__fifty_who_hold_it(link, press, stripe_server):
    sent = link(audience="holder")
    answers = press(sent, ["-"] * PROCESSES * THREADS)
    assert len(urls(answers)) == 1
    assert {*answers} - {*urls(answers)} == {"link_used_up"}
    assert stripe_server.counts[MINT] == 1
    sent.refresh_from_db()
    assert (sent.uses, PortalSession.objects.count()) == (1, 1)


def test_redeem_link__fifty_clicks_of_the_customer(link, press, stripe_server):
    sent = link()
    answers = press(sent, ["alice"] * PROCESSES * THREADS)
    assert len(urls(answers)) == len(answers)
    assert len({*answers}) == 1
    assert stripe_server.counts[MINT] == 1
    sent.refresh_from_db()
    assert sent.uses == 1


def test_redeem_link__fifty_people_and_three_uses(link, press, stripe_server):
    sent, people = link(max_uses=3), [UserFactory().username for _ in range(PROCESSES * THREADS)]
    answers = press(sent, people)
    assert len({*urls(answers)}) == len(urls(answers)) == stripe_server.counts[MINT] == 3
    assert {*answers} - {*urls(answers)} == {"link_used_up"}
    sent.refresh_from_db()
    assert sent.uses == 3


def test_redeem_link__use_of_whoever_was_killed_is_free_again(link, stripe_server):
    sent = link(audience="holder")
    stripe_server.will_say(Answer(delay=60))
    victim = _start(stripe_server, sent, ["-"], DEADLINE_SECONDS="4")
    give_up = time.monotonic() + 20
    while not stripe_server.counts[MINT] and time.monotonic() < give_up:
        time.sleep(0.02)
    victim.kill()
    victim.communicate()
    lease = PortalSession.objects.get().lease_until.timestamp()
    heir = _start(stripe_server, sent, ["-"], lease + 0.1)
    assert len(urls(json.loads(heir.communicate(timeout=30)[0]))) == 1
    assert [row.status for row in PortalSession.objects.order_by("pk")] == [Status.PENDING, Status.OPEN]
