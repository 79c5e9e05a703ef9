"""A real SMTP server on loopback that counts what each recipient gets."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """Take every e-mail."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.taken.update(envelope.rcpt_tos)
        return "250 OK"


class Doorkeeper(Controller):
    """Listen on a port that nobody else has."""

    def _trigger_server(self) -> None:
        # It would knock on port 0.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def sink() -> Iterator[tuple[Sink, int]]:
    """Serve until the end of the block; give the sink and its port."""
    counting = Sink()
    controller = Doorkeeper(counting, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield counting, controller.port
    finally:
        controller.stop()
