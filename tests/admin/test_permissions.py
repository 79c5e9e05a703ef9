"""Each page and action of our admin, without each permission that it needs: 403, and nothing has changed."""

from itertools import chain

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse

from django_billing_portal import gateway
from django_billing_portal.models import PortalBatch, PortalCustomer, PortalLink, PortalSession
from django_billing_portal.signals import staff_acted
from tests.admin import office
from tests.admin.conftest import desk_of
from tests.admin.doors import ACTIONS, DOORS, NOBODY, World
from tests.factories import UserFactory
from tests.people.models import Team
from tests.stand_in import StandIn

OURS = (PortalCustomer, PortalLink, PortalSession, PortalBatch)
KINDS = {"portalcustomer": "customer", "portallink": "link", "portalsession": "session", "portalbatch": "batch"}


@pytest.fixture
def world(alice, portal):
    portal(LINKS_PER_SECOND=0)
    return World.of(alice)


@pytest.fixture
def asked(portal):
    """Put a server in Stripe's place, that counts."""
    with StandIn() as server:
        portal(API_BASE=server.url)
        yield server.counts
    gateway.forget()


@pytest.fixture
def heard():
    found = []

    def hear(sender, act, **words):
        found.append(str(act))

    staff_acted.connect(hear)
    yield found
    staff_acted.disconnect(hear)


def knock(client, door, world, user):
    row = getattr(world, KINDS[door.page.partition("_")[0]])
    url = reverse(f"admin:billing_portal_{door.page}", args=[row.pk] if door.is_of_one_row else [])
    return client.get(url) if door.post is None else client.post(url, door.post(world, user))


def everything():
    """Return all that a page could have changed."""
    models = [*apps.get_app_config("billing_portal").get_models(), LogEntry]
    return {model: [*model.objects.order_by("pk").values()] for model in models}, len(mail.outbox)


def prepared(door, world):
    PortalBatch.objects.update(state=door.batch)
    if door.post:
        # What a form is made of may be laid out first.
        door.post(world, UserFactory())
    return everything()


def names(model_admin):
    return {pattern.name for pattern in model_admin.get_urls() if getattr(pattern, "name", None)}


def test_doors__every_page_has_one():
    pages = set(chain.from_iterable(names(admin.site.get_model_admin(model)) for model in OURS))

    assert pages == {f"billing_portal_{door.page}" for door in DOORS}


def test_doors__every_model_of_ours():
    label = "billing_portal"
    assert {model for model in admin.site._registry if model._meta.app_label == label} == set(OURS)


def test_doors__every_action_has_one():
    offered = {action for model in OURS for action in admin.site.get_model_admin(model).actions}

    assert offered == ACTIONS


def test_doors__every_page_of_the_mixin_has_one():
    plain = admin.ModelAdmin(Team, office.site)
    added = names(office.site.get_model_admin(Team)) - names(plain)

    covered = {door.page.partition("_")[2] for door in DOORS}
    assert {name.removeprefix("people_team_") for name in added} <= covered
    assert added


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_doors__closed_without_each_permission_and_to_strangers(door, world, staff_with, asked, heard):
    before = prepared(door, world)
    lacking = {
        missing: staff_with(*(each for each in door.needs if each != missing), username=f"without {missing}")
        for missing in door.needs
    }
    nosy = UserFactory(username="nosy", is_superuser=True)

    statuses = {missing: knock(desk_of(user), door, world, user).status_code for missing, user in lacking.items()}
    strangers = [knock(client, door, world, nosy) for client in (Client(), desk_of(nosy))]

    assert statuses == dict.fromkeys(door.needs, 403)
    assert [answer.status_code for answer in strangers] == [302, 302]
    assert all(answer["Location"].startswith("/admin/login/") for answer in strangers)
    assert everything() == before
    assert (heard, asked) == ([], {})


@pytest.mark.parametrize("door", [door for door in DOORS if door.needs == NOBODY], ids=str)
def test_doors__closed_to_everybody(door, world, sigrid, desk):
    before = prepared(door, world)

    assert knock(desk, door, world, sigrid).status_code == 403
    assert everything() == before


@pytest.mark.usefixtures("minted")
@pytest.mark.parametrize("door", [door for door in DOORS if door.needs != NOBODY], ids=str)
def test_doors__open_with_just_that(door, world, staff_with, heard, django_capture_on_commit_callbacks):
    PortalBatch.objects.update(state=door.batch)
    user = staff_with(*door.needs)

    with django_capture_on_commit_callbacks(execute=True):
        answer = knock(desk_of(user), door, world, user)

    assert answer.status_code in {200, 302, 303, 307}
    assert heard == list(door.acts)
    assert LogEntry.objects.filter(user=user).count() == LogEntry.objects.count() == len(door.acts) + door.logs


def test_pages__offer_no_buttons_to_those_who_only_look(world, staff_with):
    views = [f"view_{kind}" for kind in KINDS]
    client = desk_of(staff_with(*views))
    acts = {door.page for door in DOORS if door.is_of_one_row and not set(door.needs) <= {*views, *NOBODY}}

    for kind, name in KINDS.items():
        row = getattr(world, name)
        page = client.get(reverse(f"admin:billing_portal_{kind}_change", args=[row.pk]), follow=True).content.decode()
        body = page.partition('id="content-main"')[2].partition("</main>")[0]
        urls = {reverse(f"admin:billing_portal_{act}", args=[row.pk]) for act in acts if act.startswith(f"{kind}_")}
        assert [url for url in urls if url in body] == []
        assert 'type="submit"' not in body
