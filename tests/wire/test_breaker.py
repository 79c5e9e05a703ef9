import pytest

from django_billing_portal.wire.breaker import THRESHOLD, Breaker, Open


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock)


def call(breaker, *, alive):
    with breaker.watch() as watch:
        watch.alive = alive
    return watch


def fail(breaker, times=THRESHOLD):
    for _ in range(times):
        call(breaker, alive=False)


def test_breaker__starts_closed(breaker):
    assert breaker.closed


def test_breaker__stays_closed_below_its_threshold(breaker):
    fail(breaker, THRESHOLD - 1)
    assert breaker.closed


def test_breaker__opens_at_its_threshold(breaker):
    fail(breaker)
    assert not breaker.closed
    with pytest.raises(Open) as caught:
        call(breaker, alive=True)
    assert caught.value.retry_after == 2


def test_breaker__counts_failures_in_a_row(breaker):
    for _ in range(3):
        fail(breaker, THRESHOLD - 1)
        call(breaker, alive=True)
    assert breaker.closed


def test_breaker__learns_nothing_from_a_call_without_an_end(breaker):
    fail(breaker, THRESHOLD - 1)
    call(breaker, alive=None)
    assert breaker.closed


def test_probe__is_one_at_a_time(breaker, clock):
    fail(breaker)
    clock.now += 2
    with breaker.watch() as probe:
        assert probe.probe
        with pytest.raises(Open):
            call(breaker, alive=True)


def test_probe__that_succeeds_closes(breaker, clock):
    fail(breaker)
    clock.now += 2
    assert call(breaker, alive=True).probe
    assert breaker.closed
    assert not call(breaker, alive=True).probe


def test_probe__pauses_grow_to_five_seconds_from_the_start_of_the_one_before(breaker, clock):
    fail(breaker)
    pauses = []
    clock.now += 2
    for _ in range(4):
        with breaker.watch() as watch:
            clock.now += 1  # the probe takes a second
            watch.alive = False
        with pytest.raises(Open) as caught:
            call(breaker, alive=True)
        pauses.append(caught.value.retry_after + 1)
        clock.now += caught.value.retry_after
    assert pauses == [3, 5, 5, 5]


def test_probe__that_is_cancelled_makes_room_for_another(breaker, clock):
    fail(breaker)
    clock.now += 2
    assert call(breaker, alive=None).probe
    assert call(breaker, alive=True).probe


def test_probe__that_never_returns_does_not_block_for_long(breaker, clock):
    fail(breaker)
    clock.now += 2
    lost = breaker.watch()
    lost.__enter__()
    clock.now += 5
    assert call(breaker, alive=True).probe


def test_call__from_before_the_opening_that_succeeds_closes(breaker):
    with breaker.watch() as early:
        fail(breaker)
        early.alive = True
    assert breaker.closed


def test_call__from_before_the_opening_that_fails_changes_nothing(breaker, clock):
    with breaker.watch() as early:
        fail(breaker)
        clock.now += 1
        early.alive = False
    clock.now += 1
    assert call(breaker, alive=True).probe


def test_breaker__starts_over_with_short_pauses(breaker, clock):
    fail(breaker)
    clock.now += 2
    call(breaker, alive=False)
    clock.now += 3
    call(breaker, alive=True)
    fail(breaker)
    clock.now += 2
    assert call(breaker, alive=True).probe


def test_require_pass__closed(breaker):
    breaker.require_pass()


def test_require_pass__open(breaker, clock):
    fail(breaker)
    clock.now += 0.5
    with pytest.raises(Open) as caught:
        breaker.require_pass()
    assert caught.value.retry_after == 2


def test_require_pass__leaves_the_probe_to_a_call(breaker, clock):
    fail(breaker)
    clock.now += 2
    breaker.require_pass()
    assert call(breaker, alive=True).probe


def test_glance__passes_while_all_is_well(breaker):
    with breaker.glance() as watch:
        assert not watch.probe


@pytest.mark.parametrize("alive", [True, False])
def test_glance__teaches_nothing(breaker, alive):
    fail(breaker, THRESHOLD - 1)
    with breaker.glance() as watch:
        watch.alive = alive
    assert breaker.closed
    fail(breaker, 1)
    assert not breaker.closed


def test_glance__is_refused_while_the_pause_lasts(breaker):
    fail(breaker)
    with pytest.raises(Open) as caught:
        breaker.glance().__enter__()
    assert caught.value.retry_after == 2


def test_glance__is_never_the_probe(breaker, clock):
    fail(breaker)
    clock.now += 2
    with breaker.glance():
        assert call(breaker, alive=True).probe
