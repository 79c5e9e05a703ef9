"""Everything that staff see, once, as django-unfold draws it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.test import Client
from django.urls import reverse

from django_billing_portal.models import PortalCustomer, PortalLink, PortalSession
from django_billing_portal.services.batches import BatchWishes, run_batch, start_batch
from django_billing_portal.services.links import issue_link
from django_billing_portal.services.sessions import mint_session
from example_project.nordlicht.seeds.catalogue import put_catalogue
from example_project.nordlicht.seeds.people import put_people
from example_project.nordlicht.seeds.portal import put_configuration, put_name
from example_project.nordlicht.stripe_client import client as stripe

LISTS = ["portallink", "portalsession", "portalcustomer", "portalbatch"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        _sow()


@pytest.fixture
def desk(db) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username="sigrid"))
    return client


def _sow() -> None:
    put_catalogue(stripe())
    put_configuration(stripe())
    put_name()
    put_people(stripe())
    alice = get_user_model().objects.get(username="alice")
    issue_link(subject=alice, flow="update-card")
    mint_session(user=alice, origin="http://testserver")
    batch = start_batch(subjects=[alice], wishes=BatchWishes(origin="http://testserver"), sends=False, calls=False)
    run_batch(batch.public_id)


def _paths() -> list[str]:
    alice = get_user_model().objects.get(username="alice").pk
    link, session = PortalLink.objects.first().pk, PortalSession.objects.first().pk
    wanted = [
        *((f"billing_portal_{name}_changelist", None) for name in LISTS),
        ("billing_portal_portalsession_charts", None),
        ("billing_portal_portalsession_change", session),
        ("billing_portal_portalcustomer_change", PortalCustomer.objects.first().pk),
        *((f"billing_portal_portallink_{page}", link) for page in ("change", "send", "copy", "revoke")),
        *((f"auth_user_{page}", alice) for page in ("change", "billing_link", "open_as_customer")),
        ("billing_portal_portalbatch_progress", 1),
    ]
    return [reverse(f"admin:{name}", args=[] if pk is None else [pk]) for name, pk in wanted]


def test_pages__all_there_and_in_its_frame(desk) -> None:
    found = {path: desk.get(path) for path in _paths()}

    assert {path: page.status_code for path, page in found.items() if page.status_code != 200} == {}
    assert [path for path, page in found.items() if "unfold/css/styles.css" not in page.content.decode()] == []


def test_object__has_our_buttons(desk) -> None:
    alice = get_user_model().objects.get(username="alice")

    assert "Create billing link…" in desk.get(reverse("admin:auth_user_change", args=[alice.pk])).content.decode()


def test_site__has_a_name(desk) -> None:
    assert Site.objects.get_current().name == "Nordlicht"


def test_form__makes_a_link(desk) -> None:
    form = reverse("admin:auth_user_billing_link", args=[get_user_model().objects.get(username="alice").pk])
    nonce = desk.get(form).context["form"].initial["nonce"]

    page = desk.post(form, {"what": "home", "max_uses": "1", "audience": "customer", "nonce": nonce, "_create": "1"})

    assert "/billing/link/" in page.content.decode()
