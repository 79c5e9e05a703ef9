"""11: a crash between any two steps blocks the next click no longer than its deadline."""

import time

import pytest

from django_billing_portal.models import PortalSession
from django_billing_portal.services.orders import take_order
from django_billing_portal.services.sessions import _minting, mint_session
from tests.overrides import portal

DEADLINE_SECONDS = 2.0
STEPS = 7
"""Who is it, may they, which customer, claim, give the connection back, ask Stripe, store the answer."""


def die_after(steps: int, story) -> None:
    """Stop as a killed process does: nothing is cleaned up, but the connections to others break."""
    result = None
    for _ in range(steps):
        result = story.send(result).take()
    story.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("steps", range(1, STEPS + 1))
def test_crash__blocks_nobody_beyond_the_deadline(alice, stripe_server, steps: int) -> None:
    with portal(API_BASE=stripe_server.url, DEADLINE_SECONDS=DEADLINE_SECONDS):
        die_after(steps, _minting(take_order(user=alice)))
        started = time.perf_counter()

        assert mint_session(user=alice).url
        assert time.perf_counter() - started < DEADLINE_SECONDS + 0.5


@pytest.mark.django_db(transaction=True)
def test_crash__after_the_last_step_costs_no_second_call(alice, stripe_server) -> None:
    die_after(STEPS, _minting(take_order(user=alice)))
    mint_session(user=alice)

    assert stripe_server.counts.total() == PortalSession.objects.count() == 1
