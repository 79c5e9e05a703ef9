"""1: nothing mints on GET, whoever reads: people, mail scanners, browsers that prefetch."""

import pytest

from django_billing_portal.models import PortalCustomer, PortalSession
from django_billing_portal.services.links import link_url
from django_billing_portal.services.outcomes import return_path
from django_billing_portal.urls import urlpatterns
from django_billing_portal.views.choices import Choice
from tests.factories import PortalLinkFactory, PortalSessionFactory
from tests.overrides import portal

READERS = {
    "person": {},
    "prefetch": {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"},
    "htmx": {"HX-Request": "true", "HX-Boosted": "true"},
}


@pytest.fixture
def addresses(alice) -> dict[str, str]:
    """Return an address for each name in our URLconf, with all that it may carry."""
    choice = Choice(flow="leave", next="/account/").signed(alice)
    session = PortalSessionFactory(user=alice)
    link = PortalLinkFactory(person=alice)
    return {
        "portal": f"/billing/?choice={choice}&flow=leave",
        "return": return_path(session, "left"),
        "link": link_url(link).removeprefix("http://testserver"),
        "link_done": "/billing/link/done/",
    }


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("name", [pattern.name for pattern in urlpatterns])
def test_reading__mints_nothing(alice_client, addresses, stripe_server, name: str, reader: dict[str, str]) -> None:
    for read in (alice_client.get, alice_client.head, alice_client.options, alice_client.trace):
        read(addresses[name], headers=reader)

    assert {request.partition(" ")[0] for request in stripe_server.counts} <= {"GET"}
    assert PortalSession.objects.count() == 1


def test_reading__creates_no_customer(eve_client, stripe_server) -> None:
    with portal(API_BASE=stripe_server.url, CREATE_CUSTOMERS=True):
        assert eve_client.get("/billing/").status_code == 200

    assert not stripe_server.counts
    assert not PortalCustomer.objects.exists()
