import time

import pytest

from django_billing_portal.wire import shelf
from django_billing_portal.wire.shelf import Shelf


@pytest.fixture
def kept():
    return Shelf()


def test_find__nothing(kept):
    assert kept.find("coupon") is None


@pytest.mark.parametrize("thing", ["STAY20", None])
def test_find__what_was_kept(kept, thing):
    kept.keep("coupon", thing, seconds=60)
    assert kept.find("coupon").thing == thing


def test_find__not_what_is_too_old(kept, monkeypatch):
    kept.keep("coupon", "STAY20", seconds=60)
    now = time.monotonic()
    monkeypatch.setattr(shelf.time, "monotonic", lambda: now + 61)
    assert kept.find("coupon") is None


def test_keep__the_newest(kept):
    for thing in "ab":
        kept.keep("coupon", thing, seconds=60)
    assert kept.find("coupon").thing == "b"


def test_keep__forgets_the_oldest(kept, monkeypatch):
    monkeypatch.setattr(shelf, "MOST", 2)
    for key in ("one", "two", "one", "three"):
        kept.keep(key, key, seconds=60)
    assert [bool(kept.find(key)) for key in ("one", "two", "three")] == [True, False, True]
