"""Make many links, one after the other, and as many bare rows at once."""

import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice

from django.contrib.auth import get_user_model
from django.utils import timezone

from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.models import PortalLink
from django_billing_portal.services.links import issue_link

CHUNK = 1_000


def main(count: int) -> dict[str, float]:
    """Return the seconds of both, and by how many bytes the process grew after the first tenth."""
    people = cycle(get_user_model().objects.order_by("pk")[:CHUNK])
    flow = PaymentMethodUpdate()
    begun, early = time.perf_counter(), 0
    for number in range(count):
        if number == count // 10:
            early = peak()
        issue_link(subject=next(people), flow=flow, message="Your card expires soon.")
    seconds = time.perf_counter() - begun
    grown = peak() - early
    PortalLink.objects.all().delete()
    begun = time.perf_counter()
    rows = bare(count)
    while chunk := list(islice(rows, CHUNK)):
        PortalLink.objects.bulk_create(chunk)
    bare_seconds = time.perf_counter() - begun
    PortalLink.objects.all().delete()
    return {"seconds": seconds, "grown": grown, "bare": bare_seconds}


def bare(count: int) -> Iterator[PortalLink]:
    end = timezone.now() + timedelta(days=7)
    for number in range(count):
        yield PortalLink(
            subject_type="auth.user", subject_id=str(number), customer="cus_1", livemode=False, expires_at=end
        )


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
