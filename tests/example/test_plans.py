from datetime import UTC, datetime

import pytest

from example_project.nordlicht.offers import money
from example_project.nordlicht.plans import Plan

ACTIVE = {
    "subscription": "sub_1",
    "lookup_key": "nordlicht_plus_monthly",
    "name": "Plus",
    "amount": 900,
    "currency": "eur",
    "interval": "month",
    "status": "active",
    "renews": 0,
    "ends": None,
}


def _plan(**changes: object) -> Plan:
    return Plan(**(ACTIVE | changes))


@pytest.mark.parametrize(
    ("cents", "currency", "text"), [(900, "eur", "€9"), (950, "gbp", "£9.50"), (100, "nok", "NOK 1")]
)
def test_money__as_people_write_it(cents, currency, text) -> None:
    assert money(cents, currency) == text


def test_plan__renews_on() -> None:
    assert _plan(renews=86400).renews_on == datetime(1970, 1, 2, tzinfo=UTC)


def test_plan__not_ending() -> None:
    assert _plan().ends_on is None


def test_plan__ending() -> None:
    assert _plan(ends=1).state == "ending"


def test_plan__features_of_an_unknown_price() -> None:
    assert _plan(lookup_key="").features == ()


def test_plan__paused_does_not_go_yearly() -> None:
    assert not _plan(status="paused").may_go_yearly
