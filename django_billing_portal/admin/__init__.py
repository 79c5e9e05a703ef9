"""What staff see in Django's admin."""

from . import batches as _batches  # noqa: F401 (registers)
