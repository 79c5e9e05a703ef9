"""Who is which customer at Stripe, for projects that keep the id nowhere else."""

import uuid
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..exceptions import NotConfigured
from ..refs import CustomerRef, SubjectRef
from .compiled import Compiled, compiled, first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model


class PortalCustomerQuerySet(models.QuerySet["PortalCustomer"]):
    """Find customers by whom they belong to; never by e-mail address."""

    def of(self, subject: "Model", *, livemode: bool, account: str = "") -> "PortalCustomerQuerySet":
        """Narrow to this subject in this mode and Stripe account: one row at most."""
        ref = SubjectRef.of(subject)
        return self.filter(subject_type=ref.type, subject_id=ref.id, account=account, livemode=livemode)

    def find(self, subject: "Model", *, livemode: bool, account: str = "") -> "PortalCustomer | None":
        """Return the subject's row, or None."""
        ref, query = SubjectRef.of(subject), _known(self.model, self.db, livemode=livemode)
        row = first(self, query, subject_type=ref.type, subject_id=ref.id, account=account)
        return row.require_subject(subject) if row else None

    def reserve(
        self, subject: "Model", *, livemode: bool, account: str, params: "Mapping[str, Any]"
    ) -> "PortalCustomer":
        """Return the subject's row, without a customer yet where it is new; one row, however many tabs ask."""
        ref = SubjectRef.of(subject)
        row, _created = self.get_or_create(
            subject_type=ref.type,
            subject_id=ref.id,
            account=account,
            livemode=livemode,
            defaults={"creation_params": dict(params)},
        )
        return row.require_subject(subject)


@cache
def _known(model: "type[PortalCustomer]", alias: str, *, livemode: bool) -> Compiled:
    named = {name: name for name in ("subject_type", "subject_id", "account")}
    return compiled(model.objects.using(alias).filter(**named, livemode=livemode)[:1])


class PortalCustomer(models.Model):
    """Keep a subject's Stripe customer, one for each account and mode. https://docs.stripe.com/api/customers"""

    subject_type = models.CharField(_("kind of subject"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=255)
    account = models.CharField(_("Stripe account"), max_length=100, blank=True)
    livemode = models.BooleanField(_("live mode"))
    customer = models.CharField(_("customer"), max_length=100, blank=True)
    # What Stripe is asked for, until it answered: a repeated idempotency key must come with the same parameters.
    creation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    creation_params = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar = models.Manager.from_queryset(PortalCustomerQuerySet)()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "account", "livemode"],
                name="billing_portal_one_customer_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"

    @property
    def ref(self) -> CustomerRef | None:
        """Return the customer's name at Stripe; None until it exists there."""
        return CustomerRef(self.customer, self.account, self.livemode) if self.customer else None

    def require_subject(self, subject: "Model") -> Self:
        """Return the row, or raise NotConfigured where the database took another subject's row for this one's.

        MariaDB and MySQL compare texts without case and without trailing spaces, unless told otherwise.
        """
        if SubjectRef(self.subject_type, self.subject_id) == SubjectRef.of(subject):
            return self
        raise NotConfigured("Two subjects have primary keys that the database takes for one: use a binary collation.")

    def keep(self, customer: CustomerRef) -> CustomerRef:
        """Store a customer that was just created, and return the one that counts: the first."""
        if self._where_written().filter(customer="").update(customer=customer.id, creation_params={}):
            return customer
        first = self._where_written().first()
        return first and first.ref or customer

    def forget(self) -> None:
        """Make room for another attempt with other parameters, where Stripe refused to create the customer."""
        self._where_written().filter(customer="").delete()

    def _where_written(self) -> PortalCustomerQuerySet:
        rows: PortalCustomerQuerySet = type(self).objects.using(self._state.db)
        return rows.filter(pk=self.pk)
