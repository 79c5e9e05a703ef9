"""Whether the customer in a row is the one whom a link, or the portal, would be for."""

from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ...conf import portal_settings
from ...exceptions import StaleCustomer
from ...refs import SubjectRef
from ..customers import resolving_customer
from ..verbs import perform
from .people import in_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

    from ...models import PortalCustomer

CHUNK = 1_000
FACTS = ("subject_type", "subject_id", "account", "customer")


class Differs(StaleCustomer):
    """Raised where staff look at one customer and would act on another."""

    code = "customer_differs"
    status = 409

    @property
    def message(self) -> str:
        """Return the detail, which is written for staff."""
        return self.detail


def difference(row: "PortalCustomer", subject: "Model") -> str:
    """Say how a row differs from what the project's resolver answers; empty where it does not.

    Raises NoCustomer where the resolver knows none.
    """
    if row.livemode and not portal_settings.livemode:
        return _("This is a customer of live mode, but the site works in test mode.")
    if portal_settings.livemode and not row.livemode:
        return _("This is a customer of test mode, but the site works in live mode.")
    customer = perform(partial(resolving_customer, subject))
    if (customer.account, customer.id) == (row.account, row.customer):
        return ""
    return _("A link would be for another customer: the project's resolver names %s.") % customer.id


def people_in(rows: "QuerySet[Any]") -> "Iterator[tuple[str, str, str, dict[str, Any]]]":
    """Return whoever these rows name, each with the customers that one of must be the resolver's, some at a time."""
    ours = rows.filter(livemode=portal_settings.livemode).order_by(*FACTS).values_list(*FACTS)
    return in_chunks(_grouped(ours), CHUNK)


def _grouped(rows: "QuerySet[Any]") -> "Iterator[tuple[SubjectRef, dict[str, Any]]]":
    for (type, id), group in groupby(rows.iterator(CHUNK), key=itemgetter(0, 1)):
        yield SubjectRef(type, id), {"customers": [[account, customer] for _type, _id, account, customer in group]}
