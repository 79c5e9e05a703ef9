"""Whom to write to: the project is asked first, Stripe's customer where it knows no address."""

import pytest
from asgiref.sync import async_to_sync

from django_billing_portal.exceptions import KeyRejected, NotConfigured
from django_billing_portal.refs import Contact, CustomerRef
from django_billing_portal.resolvers import AttributePath, Callables, PortalCustomers, Resolver
from django_billing_portal.sandbox import store
from django_billing_portal.services.contacts import acontact_for, contact_for, contact_of
from django_billing_portal.wire.answers import Customer
from tests.factories import TeamFactory, UserFactory
from tests.stand_in import refusal

ALICE = CustomerRef("cus_alice")


@pytest.fixture
def stripe_customer(stripe_world):
    """Change the sandbox's customer of alice."""

    def change(**fields):
        store.put({**store.get("cus_alice"), **fields})

    return change


def answering(contact):
    return Callables(resolve=lambda subject: "cus_alice", contact=contact)


def test_user__email_field_and_full_name(db):
    alice = UserFactory(username="alice", first_name="Alice", last_name="Berg")

    assert contact_of(alice) == Contact(email="alice@example.com", name="Alice Berg")


def test_team__billing_email_and_language(db):
    team = TeamFactory()
    team.email, team.billing_email, team.language = "team@example.com", " office@example.com ", "de"

    assert contact_of(team) == Contact(email="office@example.com", name="Nordlicht", language="de")


def test_attribute__that_is_no_text(db):
    team = TeamFactory()
    team.email, team.language = lambda: "team@example.com", None

    assert contact_of(team) == Contact(name="Nordlicht")


def test_attribute__related_row_that_is_missing(db, monkeypatch):
    team = TeamFactory()
    monkeypatch.setattr(type(team), "email", property(lambda team: type(team).objects.get(name="gone")), raising=False)

    assert contact_of(team) == Contact(name="Nordlicht")


@pytest.mark.parametrize(
    ("answer", "contact"),
    [
        (None, Contact()),
        ("", Contact()),
        ("office@example.com", Contact(email="office@example.com")),
        (Contact(email="office@example.com", language="fr"), Contact(email="office@example.com", language="fr")),
    ],
    ids=["none", "empty", "address", "contact"],
)
def test_project__answers(eve, options, answer, contact):
    options(RESOLVER=answering(lambda subject: answer))

    assert contact_of(eve) == contact


def test_project__answers_with_something_else(eve, options):
    options(RESOLVER=answering(lambda subject: 5))

    with pytest.raises(NotConfigured, match="contact\\(\\) answered with a int"):
        contact_of(eve)


def test_project__answers_async_and_by_dotted_path(eve, options):
    options(RESOLVER=AttributePath("x", contact="tests.services.test_contacts.from_afar"))

    assert contact_of(eve).email == f"{eve.pk}@far.example"


async def from_afar(*, subject):
    return f"{subject.pk}@far.example"


def test_resolver__with_a_method(eve, options):
    class Ours(PortalCustomers):
        def contact(self, *, subject):
            return Contact(name="Ours")

    options(RESOLVER=Ours)

    assert contact_of(eve) == Contact(name="Ours")


def test_resolver__of_the_projects_own_making(eve, options):
    """One that is no subclass of ours need not know of contacts."""

    class Duck:
        authorize = resolve = remember = aauthorize = aresolve = staticmethod(lambda **words: None)

    options(RESOLVER=Duck())

    assert contact_of(eve).email == eve.email


def test_resolver__with_a_coroutine_is_refused():
    async def contact(self, *, subject):
        """Never asked."""

    with pytest.raises(TypeError, match=r"contact\(\) must be a plain method"):
        type("Ours", (Resolver,), {"contact": contact})


def test_stripe__fills_what_the_project_does_not_know(eve):
    eve.email = ""
    customer = Customer(id="cus_eve", livemode=False, email="eve@stripe.example", preferred_locales=("fr", "de"))

    assert contact_of(eve, customer=customer) == Contact(email="eve@stripe.example", language="fr")


def test_stripe__not_asked_for_whom_the_project_knows(alice, stripe_customer):
    stripe_customer(email="other@example.com", preferred_locales=["fr"])

    assert contact_for(alice, ALICE) == Contact(email="alice@example.com")


def test_stripe__asked_where_the_project_knows_no_address(alice, stripe_customer):
    alice.email = ""
    stripe_customer(email="alice@stripe.example", name="Alice B.", preferred_locales=["fr"])

    assert contact_for(alice, ALICE) == Contact(email="alice@stripe.example", name="Alice B.", language="fr")


def test_stripe__knows_nothing_either(alice, stripe_world):
    alice.email = ""

    assert contact_for(alice, CustomerRef("cus_nobody")) == Contact()


def test_stripe__cannot_be_asked(alice, stripe_server, caplog):
    alice.email = ""
    stripe_server.always = refusal(403, "No.")

    with pytest.raises(KeyRejected):
        contact_for(alice, ALICE)

    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_async_twin(alice):
    assert async_to_sync(acontact_for)(alice, ALICE) == Contact(email="alice@example.com")
