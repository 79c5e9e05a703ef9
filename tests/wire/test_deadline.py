import pytest

from django_billing_portal.wire.deadline import Deadline, current_deadline, keep


def about(seconds):
    return pytest.approx(seconds, abs=2)


def test_deadline__counts_down():
    deadline = Deadline.after(10)
    assert deadline.remaining() == about(10)
    assert not deadline.expired


def test_deadline__has_passed():
    deadline = Deadline.after(-5)
    assert deadline.remaining() == 0
    assert deadline.expired


def test_share__leaves_the_rest():
    assert Deadline.after(100).share(0.6).remaining() == about(60)


@pytest.mark.parametrize(("seconds", "left"), [(30, 30), (300, 100)])
def test_within__is_never_later(seconds, left):
    assert Deadline.after(100).within(seconds).remaining() == about(left)


def test_keep__ends_with_the_block():
    deadline = Deadline.after(10)
    with keep(deadline) as kept:
        assert current_deadline.get() is kept is deadline
    assert current_deadline.get(None) is None
