"""6, 7 and 12: what may be handed out again, to whom, and what never is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from django_billing_portal.exceptions import NotAllowed
from django_billing_portal.models import PortalSession
from django_billing_portal.resolvers import PortalCustomers
from django_billing_portal.services.sessions import mint_session
from tests.factories import PortalCustomerFactory
from tests.overrides import portal
from tests.stand_in import PORTAL, Answer

LIVE = Answer(body={"id": "bps_live", "url": f"{PORTAL}live", "livemode": True})


def test_click__costs_one_call_and_nothing_else(alice_client, stripe_server) -> None:
    alice_client.post("/billing/")
    alice_client.get("/account/")

    assert stripe_server.counts == {"POST /v1/billing_portal/sessions": 1}


def test_reuse__live_and_test_never_mix(alice, stripe_server) -> None:
    PortalCustomerFactory(subject=alice, customer="cus_alice", livemode=True)
    test = mint_session(user=alice)
    stripe_server.will_say(LIVE)
    with portal(API_KEY="sk_live_ofinvariants", API_BASE=stripe_server.url):
        live = mint_session(user=alice)

    assert (test.livemode, live.livemode) == (False, True)
    assert mint_session(user=alice) == test


def test_reuse__not_another_persons(alice_client, bob_client) -> None:
    assert alice_client.post("/billing/")["Location"] != bob_client.post("/billing/")["Location"]


def test_reuse__not_by_whoever_may_not_any_more(alice, bob, stripe_server) -> None:
    friends = PortalCustomers(authorize=lambda *, user, subject: True)
    with portal(API_BASE=stripe_server.url, RESOLVER=friends):
        assert mint_session(user=bob, subject=alice).url

    with pytest.raises(NotAllowed):
        mint_session(user=bob, subject=alice)


@pytest.mark.parametrize("apart", [timedelta(minutes=2), timedelta(days=1)])
def test_idempotency_key__is_new_for_each_session(alice, stripe_server, apart: timedelta) -> None:
    mint_session(user=alice)
    PortalSession.objects.update(opened_at=timezone.now() - apart)
    mint_session(user=alice)

    first, second = (request.headers["idempotency-key"] for request in stripe_server.requests)
    assert first != second
