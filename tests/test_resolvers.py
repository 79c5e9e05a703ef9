import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.functional import SimpleLazyObject

from django_billing_portal.exceptions import NotAllowed, NotConfigured
from django_billing_portal.models import PortalSession
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import AttributePath, Callables, DjStripe, PortalCustomers, Resolver
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory
from tests.overrides import portal
from tests.people.models import Team

User = get_user_model()

ALICE, BOB = User(pk=1), User(pk=2)


def owners_only(*, user, subject):
    return subject.owner_id == user.pk


async def owners_only_async(*, user, subject):
    return owners_only(user=user, subject=subject)


async def id_async(*, subject):
    return f"cus_{subject.pk}"


def id_sync(*, subject):
    return f"cus_{subject.pk}"


RULES = [owners_only, owners_only_async, f"{__name__}.owners_only", f"{__name__}.owners_only_async"]


@pytest.mark.parametrize("user", [ALICE, SimpleLazyObject(lambda: User(pk=1))], ids=["user", "lazy user"])
def test_authorize__own_billing(user):
    assert PortalCustomers().authorize(user=user, subject=ALICE) is True


@pytest.mark.parametrize("subject", [BOB, Group(pk=1), Team()], ids=["another", "another kind", "a team"])
def test_authorize__not_ones_own(subject):
    assert PortalCustomers().authorize(user=ALICE, subject=subject) is False


def test_authorize__unsaved_instances_are_not_alike():
    with pytest.raises(NotAllowed):
        PortalCustomers().authorize(user=User(), subject=User())


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("user", "allowed"), [(ALICE, True), (BOB, False)], ids=["owner", "another"])
def test_authorize__rule(rule, user, allowed):
    assert PortalCustomers(authorize=rule).authorize(user=user, subject=Team(owner=ALICE)) is allowed


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("user", "allowed"), [(ALICE, True), (BOB, False)], ids=["owner", "another"])
def test_aauthorize__rule(rule, user, allowed):
    ask = async_to_sync(PortalCustomers(authorize=rule).aauthorize)

    assert ask(user=user, subject=Team(owner=ALICE)) is allowed


@pytest.mark.parametrize("rule", ["tests.nowhere.rule", "rule"])
def test_authorize__rule_cannot_be_imported(rule):
    with pytest.raises(NotConfigured, match="rule"):
        PortalCustomers(authorize=rule).authorize(user=ALICE, subject=BOB)


class Forgetful(Resolver):
    """Has an own constructor, which calls no other."""

    def __init__(self):
        self.asked = []

    def resolve(self, *, subject):
        self.asked.append(subject)


def test_resolver__subclass_with_an_own_constructor():
    assert Forgetful().authorize(user=ALICE, subject=ALICE) is True


def test_aresolve__asks_the_twin():
    resolver = Forgetful()

    assert async_to_sync(resolver.aresolve)(subject=ALICE) is None
    assert resolver.asked == [ALICE]


def test_remember__unless_told_otherwise_not():
    assert Forgetful().remember(subject=ALICE, customer=CustomerRef("cus_1")) is None


@pytest.mark.parametrize("verb", ["authorize", "resolve", "remember"])
def test_resolver__coroutine_for_a_plain_method(verb):
    with pytest.raises(TypeError, match=rf"Async\.{verb}\(\) must be a plain method"):
        type("Async", (Resolver,), {verb: id_async})


def test_portal_customers__own_row(alice, bob):
    assert PortalCustomers().resolve(subject=bob) == CustomerRef("cus_bob", livemode=False)


def test_portal_customers__uuid_key(db):
    team = TeamFactory()
    PortalCustomerFactory(subject=team, customer="cus_team")

    assert PortalCustomers().resolve(subject=team) == CustomerRef("cus_team", livemode=False)


def test_portal_customers__same_key_of_another_model(alice):
    assert PortalCustomers().resolve(subject=Group(pk=alice.pk)) is None


def test_portal_customers__no_row(eve):
    assert PortalCustomers().resolve(subject=eve) is None


def test_portal_customers__row_that_waits_for_stripe(eve):
    PortalCustomerFactory(subject=eve, customer="")

    assert PortalCustomers().resolve(subject=eve) is None


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, CustomerRef("cus_test", "", False)),
        ({"API_KEY": "sk_live_1"}, CustomerRef("cus_live", "", True)),
        ({"ACCOUNT": "acct_1"}, CustomerRef("cus_account", "acct_1", False)),
        ({"API_KEY": "sk_live_1", "ACCOUNT": "acct_1"}, None),
    ],
    ids=str,
)
def test_portal_customers__by_mode_and_account(eve, settings, expected):
    PortalCustomerFactory(subject=eve, customer="cus_test")
    PortalCustomerFactory(subject=eve, customer="cus_live", livemode=True)
    PortalCustomerFactory(subject=eve, customer="cus_account", account="acct_1")

    with portal(**settings):
        assert PortalCustomers().resolve(subject=eve) == expected


def test_portal_customers__one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        PortalCustomers().resolve(subject=alice)


def test_attribute_path__id():
    assert AttributePath("stripe_customer_id").resolve(subject=Team(stripe_customer_id="cus_1")) == CustomerRef(
        "cus_1"
    )


def test_attribute_path__of_a_relative():
    assert AttributePath("owner.last_name").resolve(subject=Team(owner=User(last_name="cus_1"))) == CustomerRef(
        "cus_1"
    )


def test_attribute_path__in_the_account_of_the_settings():
    with portal(ACCOUNT="acct_1"):
        found = AttributePath("stripe_customer_id").resolve(subject=Team(stripe_customer_id="cus_1"))

    assert found == CustomerRef("cus_1", "acct_1")


@pytest.mark.parametrize("nothing", ["", None, CustomerRef("")])
def test_attribute_path__nothing_there(nothing):
    assert AttributePath("stripe_customer_id").resolve(subject=Team(stripe_customer_id=nothing)) is None


def test_attribute_path__relative_is_missing(db):
    assert AttributePath("owner.last_name").resolve(subject=Team(owner_id=404)) is None


def test_attribute_path__relative_is_none():
    assert AttributePath("user.last_name").resolve(subject=PortalSession(user=None)) is None


@pytest.mark.parametrize(
    ("path", "missing"),
    [("stripe_id", "Team has no 'stripe_id'"), ("owner.profile.id", "User has no 'profile'"), ("", "no ''")],
)
def test_attribute_path__misspelt(path, missing):
    with pytest.raises(NotConfigured, match=missing):
        AttributePath(path).resolve(subject=Team(owner=ALICE))


@pytest.mark.parametrize("path", ["save", "owner", "pk"])
def test_attribute_path__no_text(path):
    with pytest.raises(NotConfigured, match="neither an id nor a CustomerRef"):
        AttributePath(path).resolve(subject=Team(owner=ALICE))


def test_attribute_path__async_with_a_query(db):
    team = Team.objects.get(pk=TeamFactory(owner__last_name="cus_1").pk)

    assert async_to_sync(AttributePath("owner.last_name").aresolve)(subject=team) == CustomerRef("cus_1")


@pytest.mark.parametrize("path", ["stripe_customer_id", "owner.last_name"])
def test_attribute_path__remember(db, path):
    team = TeamFactory()

    AttributePath(path).remember(subject=team, customer=CustomerRef("cus_1"))

    assert AttributePath(path).resolve(subject=Team.objects.get(pk=team.pk)) == CustomerRef("cus_1")


def test_attribute_path__remember_changes_nothing_else(db):
    team = TeamFactory(name="Nordlicht")
    stale = Team.objects.get(pk=team.pk)
    Team.objects.update(name="Südwind")

    AttributePath("stripe_customer_id").remember(subject=stale, customer=CustomerRef("cus_1"))

    team.refresh_from_db()
    assert (team.name, team.stripe_customer_id) == ("Südwind", "cus_1")


def test_attribute_path__remember_with_nothing_to_hold_it(db):
    with pytest.raises(NotConfigured, match="create 'owner' first"):
        AttributePath("owner.last_name").remember(subject=Team(owner_id=404), customer=CustomerRef("cus_1"))


@pytest.mark.parametrize("resolve", [id_sync, id_async, f"{__name__}.id_sync", f"{__name__}.id_async"])
def test_callables__in_every_form(resolve):
    assert Callables(resolve=resolve).resolve(subject=ALICE) == CustomerRef("cus_1")


@pytest.mark.parametrize("resolve", [id_sync, id_async])
def test_callables__async(resolve):
    assert async_to_sync(Callables(resolve=resolve).aresolve)(subject=ALICE) == CustomerRef("cus_1")


def test_callables__reference_as_it_is():
    ref = CustomerRef("cus_1", "acct_1", livemode=True)

    assert Callables(resolve=lambda *, subject: ref).resolve(subject=ALICE) is ref


@pytest.mark.parametrize("nothing", [None, ""])
def test_callables__nothing(nothing):
    assert Callables(resolve=lambda *, subject: nothing).resolve(subject=ALICE) is None


def test_callables__nonsense():
    with pytest.raises(NotConfigured, match="found a User"):
        Callables(resolve=lambda *, subject: subject).resolve(subject=ALICE)


def test_callables__cannot_be_imported():
    with pytest.raises(NotConfigured, match=r"tests\.nowhere\.find"):
        Callables(resolve="tests.nowhere.find").resolve(subject=ALICE)


def test_callables__with_a_rule(db):
    alice = UserFactory()

    assert Callables(resolve=id_sync, authorize=owners_only).authorize(user=alice, subject=Team(owner=alice))


def test_dj_stripe__not_installed():
    with pytest.raises(NotConfigured, match=r"django-billing-portal\[djstripe\]"):
        DjStripe().resolve(subject=ALICE)
