"""One row for each link that staff send: whom it asks for what, until when, how often, and what came of it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..exceptions import LinkExpired, LinkRevoked, LinkUsedUp, UnknownLink
from ..flows import BUILT_IN, Flow, from_json
from ..refs import CustomerRef, SubjectRef
from .states import Audience, LinkState


class PortalLinkQuerySet(models.QuerySet["PortalLink"]):
    """Find links by where they stand, and change them by one statement each."""

    def live(self, now: datetime | None = None) -> "PortalLinkQuerySet":
        """Narrow to those that can still be redeemed."""
        unspent = models.Q(uses__lt=models.F("max_uses"))
        return self.filter(unspent, revoked_at=None, expires_at__gt=now or timezone.now())

    def lock(self, link: "PortalLink") -> None:
        """Make everybody else who presses this link wait for the end of this transaction, on every database."""
        # A statement that writes: SQLite has no SELECT … FOR UPDATE, and a transaction that reads first cannot write.
        self.filter(pk=link.pk).update(pressed_at=timezone.now())
        try:
            link.refresh_from_db(using=self.db)
        except self.model.DoesNotExist:
            raise UnknownLink("The link was deleted while somebody pressed it.") from None

    def spend(self, link: "PortalLink") -> None:
        """Count a use, or raise LinkRevoked or LinkUsedUp where it was withdrawn, or used by others, meanwhile."""
        now = timezone.now()
        first = Coalesce("first_redeemed_at", models.Value(now))
        found = {"uses": models.F("uses") + 1, "first_redeemed_at": first, "redeemed_at": now}
        # Whoever's lease ended while Stripe answered may be late: somebody else may have taken the use.
        kept = self.filter(pk=link.pk, revoked_at=None)
        if not kept.filter(uses__lt=models.F("max_uses")).update(**found):
            if kept.exists():
                raise LinkUsedUp(f"Link {link.public_id} was used by somebody else while Stripe answered.")
            raise LinkRevoked(f"Link {link.public_id} was withdrawn while Stripe answered.")
        link.uses, link.redeemed_at = link.uses + 1, now

    def revoke(self, link: "PortalLink", *, by: "models.Model | None", reason: str) -> bool:
        """Revoke it, and tell whether this call did: the first reason stays."""
        found = {"revoked_at": timezone.now(), "revoked_by": by, "revoked_reason": reason}
        done = bool(self.filter(pk=link.pk, revoked_at=None).update(**found))
        link.refresh_from_db(using=self.db)
        return done


class PortalLink(models.Model):
    """Keep one link. Its token is made from ``public_id`` by a key that the database does not hold."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Whoever sends the same form twice gets the same link.
    request_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    subject_type = models.CharField(_("kind of subject"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=255)
    subject_name = models.CharField(_("name"), max_length=200, blank=True)
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

    audience = models.CharField(_("who may use it"), max_length=10, choices=Audience, default=Audience.CUSTOMER)
    message = models.TextField(_("message"), blank=True)
    expires_at = models.DateTimeField(_("expires"))
    max_uses = models.PositiveIntegerField(_("uses allowed"), default=1)
    uses = models.PositiveIntegerField(_("uses"), default=0)

    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    source = models.CharField(_("made with"), max_length=20)
    created_at = models.DateTimeField(_("made"), default=timezone.now, db_index=True)

    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    sends = models.PositiveIntegerField(_("e-mails sent"), default=0)
    sending_at = models.DateTimeField(_("sending since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    send_failure = models.CharField(_("why it was not sent"), max_length=200, blank=True)

    pressed_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_redeemed_at = models.DateTimeField(_("first used"), null=True, blank=True)
    redeemed_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoked_reason = models.CharField(_("why revoked"), max_length=200, blank=True)

    objects: ClassVar = models.Manager.from_queryset(PortalLinkQuerySet)()

    #: Whether this very instance is what issue_link() made; False where it found what the same request made before.
    is_new = False

    class Meta:
        verbose_name = _("billing link")
        verbose_name_plural = _("billing links")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("issue_portallink", _("Can make billing links")),
            ("send_portallink", _("Can e-mail billing links")),
            ("copy_portallink", _("Can see the address of billing links")),
            ("revoke_portallink", _("Can revoke billing links")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="billing_portal_link_subject"),
        ]

    def __str__(self) -> str:
        # By its type: what a later release stored, this one may not know how to read.
        flow = BUILT_IN.get(self.flow_type)
        task = flow.default_label if flow else self.flow_type or _("Open the billing portal")
        return _("%(task)s for %(name)s") % {"task": task, "name": self.subject_name or self.subject}

    @property
    def subject(self) -> SubjectRef:
        """Name whoever is billed."""
        return SubjectRef(self.subject_type, self.subject_id)

    @property
    def ref(self) -> CustomerRef:
        """Name the customer at Stripe."""
        return CustomerRef(self.customer, self.account, self.livemode)

    @property
    def flow(self) -> Flow | None:
        """Return the flow that the link opens; None for the portal's home page."""
        return from_json(self.flow_data) if self.flow_data else None

    @property
    def state(self) -> LinkState:
        """Say where it stands now; a link that is both revoked and expired was revoked."""
        if self.revoked_at:
            return LinkState.REVOKED
        if self.uses >= self.max_uses:
            return LinkState.USED_UP
        return LinkState.EXPIRED if self.expires_at <= timezone.now() else LinkState.LIVE

    @property
    def sendings(self) -> str:
        """Say how often it was sent, and since when it is being sent: a text to compare, see send_link()."""
        return f"{self.sends} {self.sending_at.isoformat()}" if self.sending_at else str(self.sends)

    def require_live(self) -> None:
        """Raise LinkRevoked or LinkExpired; not LinkUsedUp, for a double click may still share the last use."""
        if self.state == LinkState.REVOKED:
            raise LinkRevoked(f"Link {self.public_id} was withdrawn.")
        if self.state == LinkState.EXPIRED:
            raise LinkExpired(f"Link {self.public_id} has expired.")

    def require_use(self, taking: int = 0) -> None:
        """Raise as require_live() does, and LinkUsedUp where those who are about to use it take what is left."""
        self.require_live()
        if self.uses + taking >= self.max_uses:
            raise LinkUsedUp(f"Link {self.public_id} was used as often as it may be.")
