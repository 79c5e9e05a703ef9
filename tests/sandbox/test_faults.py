"""The switches themselves."""

import pytest

from django_billing_portal.sandbox import faults

pytestmark = pytest.mark.django_db


def test_switch_on__stays_on():
    faults.switch_on("down")
    faults.take()
    assert "down" in faults.active()


def test_switch_on__for_the_next_requests():
    faults.switch_on("down", requests=2)
    assert [sorted(faults.take()) for _ in range(3)] == [["down"], ["down"], []]


def test_switch_on__several():
    faults.switch_on("down", requests=1)
    faults.switch_on("slow", seconds=2)
    faults.take()
    assert faults.active() == {"slow": faults.Switch(seconds=2)}


def test_switch_on__unknown():
    with pytest.raises(ValueError, match="There is no fault 'fire'"):
        faults.switch_on("fire")


def test_switch_off():
    faults.switch_on("down")
    faults.switch_off("down")
    assert faults.active() == {}


def test_switch_off__what_is_off():
    faults.switch_off("down")
    assert faults.active() == {}


def test_clear():
    faults.switch_on("down")
    faults.switch_on("slow")
    faults.clear()
    assert faults.active() == {}


def test_is_on__only_while_suffering():
    with faults.suffering({"down": faults.Switch()}):
        assert faults.is_on("down")
    assert not faults.is_on("down")
