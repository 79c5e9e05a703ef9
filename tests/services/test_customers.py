"""Whose billing it is, who may manage it, and customers that are created once."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test.utils import isolate_apps
from django.utils.functional import SimpleLazyObject

from django_billing_portal import gateway
from django_billing_portal.exceptions import (
    KeyRejected,
    NoCustomer,
    NotAllowed,
    NotConfigured,
    StaleCustomer,
    StripeRefused,
    StripeUnavailable,
)
from django_billing_portal.models import PortalCustomer
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import AttributePath, Callables, PortalCustomers
from django_billing_portal.sandbox import faults, store
from django_billing_portal.services.customers import finding_customer, has_customer
from django_billing_portal.services.sessions import mint_session
from django_billing_portal.services.stories import Ask, atell, tell
from django_billing_portal.wire.deadline import Deadline
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory
from tests.stand_in import Answer, refusal

User = get_user_model()


def looking_for(user, subject=None):
    return finding_customer(user=user, subject=subject or user, deadline=Deadline.after(10))


@pytest.fixture(params=[tell, async_to_sync(atell)], ids=["sync", "async"])
def find(request):
    return lambda *whom: request.param(looking_for(*whom))


@pytest.fixture
def creating(options, db):
    options(CREATE_CUSTOMERS=True)


@pytest.fixture
def created(db):
    """Return the customers of an empty sandbox, newest first."""
    return lambda: store.list("customer")


@pytest.fixture
def asked(stripe_server):
    """Return how the bare server was asked for customers: keys and parameters."""

    def requests():
        return [(request.headers["idempotency-key"], request.params) for request in stripe_server.requests]

    return requests


@pytest.fixture(autouse=True)
def _fresh_breaker():
    yield
    gateway.forget()


class Plain(PortalCustomers):
    """A project's resolver that answers with what lies in its column."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def resolve(self, *, subject):
        return self.answer


def test_finding_customer__resolver_answers_with_a_plain_id(find, eve, options):
    options(RESOLVER=Plain("cus_eve"))
    assert find(eve) == CustomerRef("cus_eve")


def test_finding_customer__resolver_answers_with_nonsense(find, eve, options):
    options(RESOLVER=Plain(7))
    with pytest.raises(NotConfigured, match="found a int"):
        find(eve)


@pytest.mark.parametrize("answer", ["", CustomerRef(""), None])
def test_has_customer__resolver_answers_with_an_empty_id(answer, eve, options):
    options(RESOLVER=Plain(answer))
    assert not has_customer(user=eve)


def owner_rule(*, user, subject):
    return subject.owner_id == user.pk


def test_finding_customer__own(alice, find):
    assert find(alice) == CustomerRef("cus_alice", "", False)


class Elsewhere(PortalCustomers):
    async def aresolve(self, *, subject):
        return CustomerRef("cus_elsewhere")


def test_finding_customer__resolver_with_a_twin_of_its_own(alice, options):
    options(RESOLVER=Elsewhere())
    assert tell(looking_for(alice)) == CustomerRef("cus_alice", "", False)
    assert async_to_sync(atell)(looking_for(alice)) == CustomerRef("cus_elsewhere")


def test_finding_customer__lazy_user(alice, find):
    assert find(SimpleLazyObject(lambda: User.objects.get(pk=alice.pk))) == CustomerRef("cus_alice", "", False)


def test_finding_customer__team_by_its_rule(alice, find, options):
    options(RESOLVER=PortalCustomers(authorize=owner_rule))
    team = TeamFactory(owner=alice)
    PortalCustomerFactory(subject=team, customer="cus_team")

    assert find(alice, team) == CustomerRef("cus_team", "", False)


def test_finding_customer__another_person(alice, bob, find):
    with pytest.raises(NotAllowed, match=f"auth.user:{alice.pk} may not manage auth.user:{bob.pk}"):
        find(alice, bob)


def test_finding_customer__another_persons_team(alice, bob, find, options):
    options(RESOLVER=PortalCustomers(authorize=owner_rule))

    with pytest.raises(NotAllowed):
        find(alice, TeamFactory(owner=bob))


def test_finding_customer__refusal_is_logged(alice, bob, caplog):
    with pytest.raises(NotAllowed):
        mint_session(user=alice, subject=bob)

    assert [record.billing_code for record in caplog.records] == ["not_allowed"]


@pytest.mark.parametrize("answer", [1, "yes", [True], None], ids=repr)
def test_finding_customer__answers_that_are_not_true(alice, find, options, answer):
    class Vague(PortalCustomers):
        def authorize(self, *, user, subject):
            return answer

    options(RESOLVER=Vague)

    with pytest.raises(NotAllowed):
        find(alice)


@pytest.mark.parametrize("user", [AnonymousUser(), None, object()], ids=["anonymous", "none", "no user"])
def test_finding_customer__nobody_is_signed_in(user, find, alice):
    with pytest.raises(NotAllowed, match="Nobody"):
        find(user, alice)


def test_finding_customer__unsaved_person(find):
    with pytest.raises(NotAllowed):
        find(User())


def test_finding_customer__unsaved_subject(alice, find):
    with pytest.raises(NotAllowed):
        find(alice, User())


def test_finding_customer__none(eve, find):
    with pytest.raises(NoCustomer, match=f"auth.user:{eve.pk}"):
        find(eve)


def test_finding_customer__none_is_logged(eve, caplog):
    with pytest.raises(NoCustomer):
        mint_session(user=eve)

    assert [(record.billing_code, record.levelname) for record in caplog.records] == [("no_customer", "INFO")]


@pytest.mark.parametrize("livemode", [False, None])
def test_finding_customer__of_the_keys_mode(alice, find, options, livemode):
    options(RESOLVER=Callables(resolve=lambda *, subject: CustomerRef("cus_1", livemode=livemode)))

    assert find(alice).id == "cus_1"


def test_finding_customer__of_the_other_mode(alice, find, options):
    options(RESOLVER=Callables(resolve=lambda *, subject: CustomerRef("cus_1", livemode=True)))

    with pytest.raises(StaleCustomer):
        find(alice)


def test_creating__when_switched_on(eve, find, creating, created):
    customer = find(eve)

    [at_stripe] = created()
    assert customer == CustomerRef(at_stripe["id"], "", False)
    assert at_stripe["metadata"] == {"subject": f"auth.user:{eve.pk}"}


def test_creating__repeat_finds_the_row(eve, find, creating, created):
    assert find(eve) == find(eve)
    assert len(created()) == 1


def test_creating__nobody_who_may_not(eve, bob, find, creating, created):
    with pytest.raises(NotAllowed):
        find(bob, eve)

    assert created() == []


def test_creating__never_by_email(eve, find, creating, created):
    theirs = UserFactory(email=eve.email)
    PortalCustomerFactory(subject=theirs, customer="cus_theirs")

    assert find(eve).id == created()[0]["id"] != "cus_theirs"


def test_creating__contact_of_a_person(db, find, creating, created):
    find(UserFactory(email="eve@example.com", first_name="Eve", last_name="Moss"))

    assert (created()[0]["email"], created()[0]["name"]) == ("eve@example.com", "Eve Moss")


def test_creating__contact_without_name_and_address(db, find, creating, created):
    find(UserFactory(email=""))

    assert (created()[0]["email"], created()[0]["name"]) == (None, None)


@isolate_apps("tests.people")
def test_creating__person_without_full_name(find, creating, created):
    class Terse(User):
        get_full_name = property()

        class Meta:
            app_label = "people"
            proxy = True

    find(Terse(pk=1, first_name="Eve"))

    assert created()[0]["name"] is None


def test_creating__name_of_a_team(eve, find, creating, created, options):
    options(RESOLVER=PortalCustomers(authorize=owner_rule))
    find(eve, TeamFactory(owner=eve, name="Nordlicht"))

    assert (created()[0]["email"], created()[0]["name"]) == (eve.email, "Nordlicht")


def choose(*, user, subject):
    return {"email": f"billing+{subject.pk}@example.com", "metadata": {"plan": "basic"}}


@pytest.mark.parametrize("callable_", [choose, f"{__name__}.choose"], ids=["callable", "dotted path"])
def test_creating__parameters_of_the_project(eve, find, created, options, callable_):
    options(CREATE_CUSTOMERS=callable_)
    find(eve)

    assert created()[0]["email"] == f"billing+{eve.pk}@example.com"
    assert created()[0]["metadata"] == {"subject": f"auth.user:{eve.pk}", "plan": "basic"}


def test_creating__project_answers_with_nonsense(eve, find, created, options):
    options(CREATE_CUSTOMERS=lambda *, user, subject: None)

    with pytest.raises(NotConfigured, match="NoneType"):
        find(eve)
    assert created() == []


def test_creating__resolver_remembers(eve, find, creating, options):
    options(RESOLVER=AttributePath("stripe_customer_id", authorize=owner_rule))
    team = TeamFactory(owner=eve)
    customer = find(eve, team)

    team.refresh_from_db()
    assert team.stripe_customer_id == customer.id


def test_creating__resolver_that_cannot_remember(eve, find, creating, created, options):
    options(RESOLVER=Callables(resolve=lambda *, subject: None))

    assert find(eve) == find(eve)
    assert len(created()) == 1


def test_creating__in_the_account_of_the_settings(eve, find, stripe_server, options):
    options(CREATE_CUSTOMERS=True, ACCOUNT="acct_1")

    assert find(eve).account == "acct_1"
    assert stripe_server.requests[-1].headers["stripe-account"] == "acct_1"
    assert PortalCustomer.objects.of(eve, livemode=False, account="acct_1").exists()


def crash_after_stripe_answered(story):
    step = next(story)
    while not (isinstance(step, Ask) and step.verb == "create_customer"):
        step = story.send(step.take())
    customer = step.take()
    story.close()
    return customer


def test_creating__crash_before_the_row_is_saved(eve, find, creating, created):
    lost = crash_after_stripe_answered(looking_for(eve))
    User.objects.filter(pk=eve.pk).update(first_name="Evelyn", email="evelyn@example.com")

    assert find(User.objects.get(pk=eve.pk)).id == lost.id
    assert len(created()) == 1


def test_creating__two_people_of_a_team_at_once(alice, bob, find, created, options):
    options(CREATE_CUSTOMERS=True, RESOLVER=PortalCustomers(authorize=lambda *, user, subject: True))
    team = TeamFactory(owner=alice)
    first = crash_after_stripe_answered(looking_for(alice, team))

    assert find(bob, team).id == first.id
    assert len(created()) == 1


def test_creating__no_answer_keeps_key_and_parameters(eve, find, asked, stripe_server, options):
    options(CREATE_CUSTOMERS=True)
    stripe_server.will_say(*[Answer(status=500, body=b"")] * 3)

    with pytest.raises(StripeUnavailable):
        find(eve)
    User.objects.filter(pk=eve.pk).update(first_name="Evelyn")
    find(User.objects.get(pk=eve.pk))
    assert all(request == asked()[0] for request in asked())


def test_creating__refusal_lets_another_try_differ(eve, find, asked, stripe_server, options):
    options(CREATE_CUSTOMERS=True)
    stripe_server.will_say(refusal(400, "Invalid email address: nonsense", param="email"))

    with pytest.raises(StripeRefused):
        find(eve)
    User.objects.filter(pk=eve.pk).update(email="eve@example.org")
    find(User.objects.get(pk=eve.pk))
    (key, _), (another, params) = asked()
    assert key != another
    assert params["email"] == "eve@example.org"


def test_creating__answer_of_the_other_mode(eve, find, stripe_server, options):
    options(CREATE_CUSTOMERS=True)
    stripe_server.always = Answer(body={"object": "customer", "id": "cus_live", "livemode": True})

    with pytest.raises(StaleCustomer):
        find(eve)
    assert PortalCustomer.objects.of(eve, livemode=False).get().ref is None


def test_creating__failure_is_logged(eve, creating, caplog):
    faults.switch_on("missing_permission")

    with pytest.raises(KeyRejected):
        mint_session(user=eve)
    assert [record.billing_code for record in caplog.records] == ["key_rejected"]


def test_has_customer__own(alice):
    assert has_customer(user=alice) is True


def test_has_customer__none(eve):
    assert has_customer(user=eve) is False


def test_has_customer__another_person(alice, bob):
    assert has_customer(user=alice, subject=bob) is False


@pytest.mark.parametrize("subject", [None, User()], ids=["own", "unsaved"])
def test_has_customer__nobody(subject):
    assert has_customer(user=AnonymousUser(), subject=subject) is False


def test_has_customer__unsaved_subject(alice):
    assert has_customer(user=alice, subject=User()) is False


def test_has_customer__resolver_fails(alice, options, caplog):
    options(RESOLVER=AttributePath("nowhere"))

    assert has_customer(user=alice) is False
    assert [record.billing_code for record in caplog.records] == ["not_configured"]


def test_has_customer__asks_nothing_of_stripe(alice, stripe_server):
    has_customer(user=alice)

    assert stripe_server.requests == []
