"""Serve a batch in the foreground: it shows how far it is, and Ctrl-C or a farewell ends it between two people."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

from ...services.batches import report_batch, run_batch
from .progress import Out, Progress

if TYPE_CHECKING:
    from ...models import PortalBatch

#: Ctrl-C, the machine that shuts down, the terminal that goes away; not every system has the last.
ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stopped(Exception):
    """Raised between two people, once somebody has pressed Ctrl-C, shut the machine down or hung up."""


def serve(batch: "PortalBatch", *, rate: float | None, out: Out) -> None:
    """Serve everybody who waits; the batch's state tells how it ended."""

    def count() -> tuple[int, int]:
        report = report_batch(batch)
        return report.done, report.total

    progress = Progress(out, count)
    with _interruptible(out) as is_interrupted, suppress(Stopped):

        def watch() -> None:
            progress.tick()
            if is_interrupted():
                raise Stopped

        run_batch(batch.public_id, rate=rate, watch=watch)
    progress.end()
    batch.refresh_from_db()


@contextmanager
def _interruptible(out: Out) -> Iterator[Callable[[], bool]]:
    pressed: list[int] = []

    def note(number: int, frame: Any) -> None:  # noqa: ARG001
        # Whoever presses twice does not want to wait; the next one may then have been sent to or not.
        for each in before:
            signal.signal(each, signal.default_int_handler)
        pressed.append(number)
        out.write("\nStopping after this person. Press Ctrl-C again to stop at once.")

    before = _handlers()
    try:
        for each in before:
            signal.signal(each, note)
        yield lambda: bool(pressed)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _handlers() -> dict[int, Any]:
    # Only the main thread hears signals.
    known = {each: signal.getsignal(each) for each in ENDS} if current_thread() is main_thread() else {}
    # What nohup or the shell ignores stays so; None is a handler that Python could not put back.
    return {each: handler for each, handler in known.items() if handler not in {signal.SIG_IGN, None}}
