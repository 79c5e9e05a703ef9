"""Many identical clicks, several processes, one call."""

import json
import time

import pytest

from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Status
from tests.concurrency.conftest import MINT, start_clicker
from tests.stand_in import Answer

pytestmark = pytest.mark.django_db(transaction=True)


def test_mint_session__simultaneous_clicks_in_several_processes(click, stripe_server):
    urls = click(processes=3, threads=4)
    assert len(urls) == 12
    assert len(set(urls)) == 1
    assert urls[0].startswith("https://billing.stripe.com/")
    assert stripe_server.counts[MINT] == 1
    assert PortalSession.objects.get().status == Status.OPEN


def test_mint_session__simultaneous_clicks_share_a_failure(click, stripe_server):
    stripe_server.always = Answer(
        status=400, delay=0.3, body={"error": {"type": "invalid_request_error", "message": "No."}}
    )
    codes = click(processes=3, threads=2)
    assert set(codes) == {"stripe_refused"}
    assert stripe_server.counts[MINT] < 6


def test_mint_session__killed_claimant(click, stripe_server, alice):
    stripe_server.will_say(Answer(delay=60))
    victim = start_clicker(stripe_server.url, 1, DEADLINE_SECONDS="4")
    give_up = time.monotonic() + 20
    while not stripe_server.counts[MINT] and time.monotonic() < give_up:
        time.sleep(0.02)
    victim.kill()
    victim.communicate()
    started = time.monotonic()
    heir = start_clicker(stripe_server.url, 1, DEADLINE_SECONDS="4")
    [url] = json.loads(heir.communicate(timeout=30)[0])
    assert url.startswith("https://billing.stripe.com/")
    assert time.monotonic() - started < 4 + 2  # the deadline, and the time that a process takes to start
    assert [row.status for row in PortalSession.objects.order_by("generation")] == [Status.PENDING, Status.OPEN]
