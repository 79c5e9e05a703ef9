"""Facts about the sandbox itself, shared by every process: read and written by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import router, transaction

from .models import SandboxState


@contextmanager
def writing() -> Iterator[None]:
    """Write everything inside or nothing, one writer after the other."""
    with transaction.atomic(using=router.db_for_write(SandboxState)):
        # SQLite refuses the write lock at once to a transaction that has read; one that begins with a write waits.
        SandboxState.objects.filter(name="").update(name="")
        yield


def read(name: str, default: Any) -> Any:
    """Return what was written under a name, or the default."""
    row = SandboxState.objects.filter(name=name).first()
    return row.value if row else default


def write(name: str, value: Any) -> None:
    """Write a fact that JSON can hold."""
    SandboxState.objects.update_or_create(name=name, defaults={"value": value})
