"""How far a run is: a bar for those who watch, a line now and then for a log."""

import io
import threading

import pytest
from django.core.management.base import OutputWrapper

from django_billing_portal.management.linking.progress import Progress
from django_billing_portal.management.linking.serving import _interruptible


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("django_billing_portal.management.linking.progress.time.monotonic", lambda: now[0])
    return now


def test_terminal__a_bar(clock):
    out = Terminal()
    progress = Progress(OutputWrapper(out), lambda: (1, 3))

    progress.tick()
    assert out.getvalue() == ""
    clock[0] = 1.0
    progress.tick()
    progress.end()

    bar = "\r[##########....................] 1/3"
    assert out.getvalue() == f"{bar}{bar}\n"


def test_elsewhere__a_line_now_and_then(clock):
    out = io.StringIO()
    progress = Progress(OutputWrapper(out), lambda: (100, 5000))

    for clock[0] in (1.0, 29.0, 31.0, 32.0, 62.0):
        progress.tick()
    progress.end()

    assert out.getvalue() == "100 of 5000 done.\n" * 2


def test_nobody_to_serve__is_no_division_by_zero(clock):
    out = Terminal()

    Progress(OutputWrapper(out), lambda: (0, 0)).end()

    assert out.getvalue().endswith("0/0\n")


def test_other_threads__hear_no_signals():
    heard = []

    def run():
        with _interruptible(OutputWrapper(io.StringIO())) as is_interrupted:
            heard.append(is_interrupted())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert heard == [False]
