"""Which customer a subject has, and who may manage whose billing: the project's answer to two questions.

Settings modules import this one, so it reads no settings and imports no models when imported.
"""

from .attributes import AttributePath
from .base import Resolver
from .callables import Callables
from .djstripe import DjStripe
from .table import PortalCustomers

__all__ = ["AttributePath", "Callables", "DjStripe", "PortalCustomers", "Resolver"]
