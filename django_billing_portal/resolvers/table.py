"""The customers of our own table."""

from typing import TYPE_CHECKING

from ..conf import portal_settings
from .base import Resolver

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef


class PortalCustomers(Resolver):
    """Read our own table, ``PortalCustomer``: any subject, one customer for each mode and account."""

    def resolve(self, *, subject: "Model") -> "CustomerRef | None":
        """See Resolver.resolve()."""
        from ..models import PortalCustomer

        settings = portal_settings
        row = PortalCustomer.objects.find(subject, livemode=settings.livemode, account=settings.ACCOUNT)
        return row.ref if row else None
