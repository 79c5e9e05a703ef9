from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.functional import SimpleLazyObject

from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import DjStripe
from django_billing_portal.services.sessions import mint_session
from tests.factories import UserFactory
from tests.overrides import portal
from tests.people.models import Team

if not apps.is_installed("djstripe"):
    pytest.skip("needs --ds=tests.settings_djstripe, and dj-stripe", allow_module_level=True)

from djstripe.models import Account, Customer

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def alice(db):
    return UserFactory(username="alice")


def customer(subscriber, id="cus_alice", *, age=0, livemode=False, data=None, **fields):
    created = NOW - timedelta(days=age)
    return Customer.objects.create(
        id=id, subscriber=subscriber, livemode=livemode, created=created, stripe_data=data or {}, **fields
    )


def test_dj_stripe__customer_of_the_subscriber(alice):
    customer(alice)
    customer(UserFactory(), "cus_another")

    assert DjStripe().resolve(subject=alice) == CustomerRef("cus_alice", "", False)


def test_dj_stripe__lazy_user(alice):
    customer(alice)

    assert DjStripe().resolve(subject=SimpleLazyObject(lambda: alice)) == CustomerRef("cus_alice", "", False)


def test_dj_stripe__none(alice):
    assert DjStripe().resolve(subject=alice) is None


def test_dj_stripe__not_a_subscriber(db):
    assert DjStripe().resolve(subject=Team()) is None


def test_dj_stripe__newest(alice):
    customer(alice, "cus_old", age=2)
    customer(alice, "cus_new", age=1)
    customer(alice, "cus_oldest", age=3)

    assert DjStripe().resolve(subject=alice).id == "cus_new"


def test_dj_stripe__deleted_or_purged(alice):
    customer(alice, "cus_alive", age=9)
    customer(alice, "cus_deleted", data={"deleted": True})
    customer(alice, "cus_purged", date_purged=NOW)

    assert DjStripe().resolve(subject=alice).id == "cus_alive"


@pytest.mark.parametrize(("key", "id"), [("sk_live_1", "cus_live"), ("sk_test_1", "cus_test")])
def test_dj_stripe__of_the_keys_mode(alice, key, id):
    customer(alice, "cus_live", livemode=True)
    customer(alice, "cus_test")

    with portal(API_KEY=key):
        assert DjStripe().resolve(subject=alice) == CustomerRef(id, "", id == "cus_live")


def test_dj_stripe__of_the_connected_account(alice):
    customer(alice, "cus_here")
    customer(alice, "cus_there", djstripe_owner_account=Account.objects.create(id="acct_1"), age=1)

    with portal(ACCOUNT="acct_1"):
        assert DjStripe().resolve(subject=alice) == CustomerRef("cus_there", "acct_1", False)


def test_dj_stripe__only_ones_own(alice):
    another = get_user_model()(pk=alice.pk + 1)

    assert DjStripe().authorize(user=alice, subject=alice)
    assert not DjStripe().authorize(user=another, subject=alice)


def test_mint_session__for_a_customer_of_dj_stripe(alice):
    customer(alice)

    with portal(RESOLVER=DjStripe(), API_BASE="sandbox"):
        from django_billing_portal.sandbox import seeds

        seeds.seed()
        assert mint_session(user=alice).customer == "cus_alice"
