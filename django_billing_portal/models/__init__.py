"""Our records. Rows and querysets only: nothing here asks Stripe."""

from .customers import PortalCustomer
from .sessions import PortalSession

__all__ = ["PortalCustomer", "PortalSession"]
