"""``victim POINT``: serve the one batch there is, and die at a point of it, as by a power cut."""

import os
import signal
import sys
from functools import partial

import django
from django.conf import settings

django.setup()

from django.utils import timezone  # noqa: E402

from django_billing_portal.models import PortalBatch  # noqa: E402
from django_billing_portal.services.batches import run_batch  # noqa: E402
from django_billing_portal.signals import link_issued, link_sent  # noqa: E402

SERVED_BEFORE = 1
"""How many people are served before the point is reached: the second one is hit."""


def reached(*args: object, seen: list[int], **kwargs: object) -> None:
    seen.append(1)
    if len(seen) > SERVED_BEFORE:
        os.kill(os.getpid(), signal.SIGKILL)


def deliver(message, *, point: str, die) -> None:
    if point == "before the e-mail":
        die()
    message.send()
    if point == "after the e-mail":
        die()


point = sys.argv[1]
die = partial(reached, seen=[])
settings.BILLING_PORTAL["LINK_SENDER"] = partial(deliver, point=point, die=die)
if point == "after the link":
    link_issued.connect(die)
if point == "after the row":
    link_sent.connect(die)

# As if half a minute had passed since the last worker's last sign of life.
PortalBatch.objects.update(lease_until=timezone.now())
run_batch(PortalBatch.objects.get().public_id)
