"""Our records. Rows and querysets only: nothing here asks Stripe."""

from .batches import PortalBatch, PortalBatchEntry
from .customers import PortalCustomer
from .links import PortalLink
from .sessions import PortalSession

__all__ = ["PortalBatch", "PortalBatchEntry", "PortalCustomer", "PortalLink", "PortalSession"]
