"""The people of the suite, signed in and not."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from django_billing_portal.services import availability
from django_billing_portal.wire import guards
from tests.factories import PortalCustomerFactory, UserFactory


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()
    availability.forget()
    guards.forget()
    # LocaleMiddleware activates a visitor's language, and nothing in a test ends the request's thread.
    translation.deactivate()


@pytest.fixture
def alice(db) -> User:
    """Has a customer at Stripe."""
    user = UserFactory(username="alice")
    PortalCustomerFactory(subject=user, customer="cus_alice")
    return user


@pytest.fixture
def bob(db) -> User:
    """Has a customer of his own."""
    user = UserFactory(username="bob")
    PortalCustomerFactory(subject=user, customer="cus_bob")
    return user


@pytest.fixture
def eve(db) -> User:
    """Has no customer."""
    return UserFactory(username="eve")


@pytest.fixture
def alice_client(alice) -> Client:
    return _signed_in(alice)


@pytest.fixture
def bob_client(bob) -> Client:
    return _signed_in(bob)


@pytest.fixture
def eve_client(eve) -> Client:
    return _signed_in(eve)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
