"""The customers of dj-stripe. https://dj-stripe.dev"""

from typing import TYPE_CHECKING, Any

from ..conf import portal_settings
from ..exceptions import NotConfigured
from ..refs import CustomerRef
from .base import Resolver

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


class DjStripe(Resolver):
    """Read dj-stripe's customers, whose subscriber is the subject; the newest that is not deleted."""

    def resolve(self, *, subject: "Model") -> CustomerRef | None:
        """See Resolver.resolve()."""
        customers = _customers()
        if not isinstance(subject, customers.model._meta.get_field("subscriber").related_model):
            return None
        mine = customers.filter(subscriber=subject, livemode=portal_settings.livemode, date_purged=None)
        if account := portal_settings.ACCOUNT:
            mine = mine.filter(djstripe_owner_account__id=account)
        alive = (customer for customer in mine.order_by("-created", "-djstripe_id") if not customer.deleted)
        newest = next(alive, None)
        return CustomerRef(newest.id, account, newest.livemode) if newest else None


def _customers() -> "QuerySet[Any]":
    try:
        from djstripe.models import Customer
    except (ImportError, RuntimeError):
        raise NotConfigured(
            'The DjStripe resolver needs dj-stripe: pip install "django-billing-portal[djstripe]", and "djstripe" in '
            "INSTALLED_APPS."
        ) from None
    return Customer.objects.all()  # type: ignore[no-any-return]
