"""What has to be arranged before some faults can happen."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import time_machine

from django_billing_portal import gateway
from django_billing_portal.exceptions import BillingPortalError
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.limits import count_mint
from django_billing_portal.wire.breaker import THRESHOLD
from django_billing_portal.wire.deadline import Deadline
from tests.stand_in import Answer


@contextmanager
def none(click) -> Iterator[None]:
    yield


@contextmanager
def refused_connection(click) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        click.change(API_BASE=f"http://127.0.0.1:{free.getsockname()[1]}")
        yield


@contextmanager
def hanging_connection(click) -> Iterator[None]:
    """Fill the queue of a listener that never accepts."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for visitor in (first, second):
            visitor.setblocking(False)
            visitor.connect_ex(listener.getsockname())
        click.change(API_BASE=f"http://127.0.0.1:{listener.getsockname()[1]}")
        yield


@contextmanager
def open_breaker(click) -> Iterator[None]:
    click.stripe.will_say(*[Answer(status=500)] * THRESHOLD)
    for _ in range(THRESHOLD):
        with suppress(BillingPortalError):
            gateway.create_session(customer=CustomerRef("cus_alice"), deadline=Deadline.after(1))
    click.forget()
    yield


@contextmanager
def reached_limit(click) -> Iterator[None]:
    click.change(MINTS_PER_MINUTE=1)
    with time_machine.travel(time.time() // 60 * 60 + 15, tick=False):
        count_mint(click.user)
        yield
