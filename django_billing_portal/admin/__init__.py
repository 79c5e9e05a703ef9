"""What staff see in Django's admin."""

from . import batches as _batches  # noqa: F401 (registers)
from . import customers as _customers  # noqa: F401 (registers)
from . import links as _links  # noqa: F401 (registers)
from . import sessions as _sessions  # noqa: F401 (registers)
from .mixin import BillingPortalAdminMixin

__all__ = ["BillingPortalAdminMixin"]
