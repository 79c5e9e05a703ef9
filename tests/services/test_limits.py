"""How many sessions a person may mint a minute."""

import uuid

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from django_billing_portal.exceptions import TooManyRequests
from django_billing_portal.services.limits import count_mint, require_room
from django_billing_portal.services.sessions import mint_session
from tests.people.models import Team

User = get_user_model()

ALICE, BOB = User(pk=1), User(pk=2)
FORGETFUL = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
BROKEN = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/dev/null/cache"}


@pytest.fixture(autouse=True)
def _stopped_clock():
    with time_machine.travel("2026-11-22T12:00:15Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _two_a_minute(options):
    options(MINTS_PER_MINUTE=2)


def mint(user):
    require_room(user)
    count_mint(user)


def test_require_room__up_to_the_limit():
    mint(ALICE)
    mint(ALICE)


def test_require_room__above_the_limit():
    mint(ALICE)
    mint(ALICE)

    with pytest.raises(TooManyRequests) as caught:
        mint(ALICE)
    assert (caught.value.status, caught.value.retry_after) == (429, 45)


def test_require_room__next_minute():
    mint(ALICE)
    mint(ALICE)

    with time_machine.travel("2026-11-22T12:01:00Z", tick=False):
        mint(ALICE)


def test_require_room__each_person_for_themselves():
    mint(ALICE)
    mint(ALICE)
    mint(BOB)


@pytest.mark.parametrize("limit", [0, -1])
def test_require_room__no_limit(limit, options):
    options(MINTS_PER_MINUTE=limit)
    for _ in range(20):
        mint(ALICE)


@pytest.mark.parametrize("key", [" ", "\n\0", "k" * 255, "ключ", "a:b", uuid.UUID(int=7)], ids=ascii)
def test_count_mint__odd_primary_keys(key):
    for model in (Session, Team):
        mint(model(pk=key))


def test_count_mint__keys_with_separators_are_not_alike():
    mint(Session(pk="1"))
    mint(Session(pk="1"))
    mint(Session(pk="1:1"))


@pytest.mark.parametrize("cache", [FORGETFUL, BROKEN], ids=["keeps nothing", "broken"])
def test_count_mint__cache_does_not_count(cache, settings, caplog):
    settings.CACHES = {"default": cache}
    for _ in range(3):
        mint(ALICE)

    assert {record.billing_code for record in caplog.records} == {"limit_not_counted"}


def test_mint_session__above_the_limit_is_logged(alice, stripe_world, caplog):
    for _ in range(2):
        mint_session(user=alice, reuse=False)

    with pytest.raises(TooManyRequests):
        mint_session(user=alice, reuse=False)
    assert caplog.records[-1].billing_code == "too_many_requests"


def test_mint_session__reuse_is_free(alice, stripe_world):
    assert len({mint_session(user=alice).url for _ in range(5)}) == 1
