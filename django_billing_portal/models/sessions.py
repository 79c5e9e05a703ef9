"""One row for each portal session: who minted it, for whom, for what, and what became of it."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..conf import portal_settings
from ..crypto import decrypt
from ..exceptions import UndecryptableValue
from ..flows import Flow, from_json
from .claims import ClaimQuerySet
from .states import Outcome, Status

#: Stripe kills a URL that nobody opens after five minutes. https://docs.stripe.com/customer-management
UNUSED_LIFETIME = timedelta(minutes=5)


class PortalSession(models.Model):
    """Keep one minted session. https://docs.stripe.com/api/customer_portal/sessions"""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The chain that makes one Stripe call of many clicks: see ClaimQuerySet.
    key = models.CharField(max_length=64, editable=False)
    generation = models.PositiveIntegerField(editable=False)
    lease_until = models.DateTimeField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    failure = models.CharField(_("failure"), max_length=40, blank=True)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    subject_type = models.CharField(_("kind of subject"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=255)
    customer = models.CharField(_("customer"), max_length=100)
    account = models.CharField(_("Stripe account"), max_length=100, blank=True)
    livemode = models.BooleanField(_("live mode"))

    flow_name = models.CharField(_("named flow"), max_length=100, blank=True)
    flow_type = models.CharField(_("flow"), max_length=40, blank=True)
    flow_data = models.JSONField(_("flow parameters"), null=True, blank=True)
    configuration = models.CharField(_("configuration"), max_length=100, blank=True)
    locale = models.CharField(_("locale"), max_length=10, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=100, blank=True)
    return_to = models.TextField(_("return to"), blank=True)
    source = models.CharField(_("minted by"), max_length=20)
    link = models.ForeignKey(
        "PortalLink", models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name=_("link")
    )
    #: Why staff opened somebody else's portal.
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    stripe_id = models.CharField(_("Stripe's id"), max_length=255, blank=True)
    encrypted_url = models.TextField(blank=True, editable=False)
    # The index holds the few rows that still have a URL, so that wiping finds them among millions.
    url_until = models.DateTimeField(null=True, editable=False, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.UNKNOWN)
    # The index is for whoever looks at some days among millions of rows.
    created_at = models.DateTimeField(_("created"), default=timezone.now, db_index=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)

    objects: ClassVar = models.Manager.from_queryset(ClaimQuerySet)()

    class Meta:
        verbose_name = _("portal session")
        verbose_name_plural = _("portal sessions")
        default_permissions = ("view",)
        permissions: ClassVar = [("open_as_customer", _("Can open the portal as a customer"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "generation"], name="billing_portal_one_session_per_claim")
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def url(self) -> str:
        """Decrypt the portal URL, a bearer credential; empty once the customer came back, or got another one."""
        return decrypt(self.encrypted_url) if self.encrypted_url else ""

    @property
    def is_readable(self) -> bool:
        """Tell whether the keys of today still open the URL."""
        try:
            return bool(self.url)
        except UndecryptableValue:
            return False

    @property
    def flow(self) -> Flow | None:
        """Return the flow that Stripe was asked for; None for the portal's home page."""
        return from_json(self.flow_data) if self.flow_data else None

    @property
    def expires_at(self) -> datetime | None:
        """Say when Stripe kills the URL if nobody opens it; Stripe tells no other expiry."""
        return self.opened_at and self.opened_at + UNUSED_LIFETIME

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the same click may have the same URL again."""
        window = timedelta(seconds=portal_settings.REUSE_SECONDS)
        return bool(self.encrypted_url and self.opened_at and now < self.opened_at + window)
