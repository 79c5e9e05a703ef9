"""The stand-in for Stripe as a process of its own, whose delay can be changed while it runs."""

import json
import signal
import sys
import urllib.request
from contextlib import suppress
from subprocess import PIPE, Popen
from typing import Any

from tests.stand_in import Answer, Received, StandIn

SESSIONS = "POST /v1/billing_portal/sessions"


class Adjustable(StandIn):
    """Take orders at ``/_delay?seconds=0.05``; infinity accepts calls and never answers them."""

    def answer(self, received: Received) -> Answer:
        if received.path == "/_delay":
            self.delay = float(received.params["seconds"])
        elif received.path != "/_counts":
            return super().answer(received)
        return Answer(delay=0, body=self.counts)


class Stripe:
    """Hold the process from outside."""

    def __init__(self) -> None:
        self.url = "http://127.0.0.1:0"
        self.process: Popen[bytes]
        self.start()

    def start(self) -> None:
        """Listen, again on the same port."""
        port = self.url.rpartition(":")[2]
        self.process = Popen([sys.executable, "-m", __name__, port], stdout=PIPE)
        assert self.process.stdout
        self.url = self.process.stdout.readline().decode().strip()

    def stop(self) -> None:
        """Refuse connections."""
        self.process.terminate()
        self.process.wait()

    def delay(self, seconds: float) -> None:
        """Answer after so many seconds from now on."""
        self._ask(f"/_delay?seconds={seconds}")

    def calls(self, of: str | None = None) -> int:
        """Count what was asked since the start, sessions created or all."""
        counts = self._ask("/_counts")
        return counts.get(of, 0) if of else sum(counts.values())

    def _ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)


def main(port: str) -> None:
    stop = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with suppress(KeyboardInterrupt), Adjustable(port=int(port)) as server:
        server.keep_requests = False
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        signal.sigwait(stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
