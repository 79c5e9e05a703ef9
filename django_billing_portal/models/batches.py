"""Many customers at once: a batch, and one entry for each person in it."""

import uuid
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..refs import SubjectRef
from .states import BatchState, EntryState


class PortalBatch(models.Model):
    """Keep one job that makes a link for each of many, and e-mails it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Whoever sends the same form twice gets the same batch.
    request_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.WAITING)
    #: What issue_link() takes for everybody, as JSON: see services/batches.py.
    wishes = models.JSONField(_("what everybody gets"), default=dict)
    sends = models.BooleanField(_("e-mails the links"), default=True)
    #: How many there are, so that a list of batches counts nobody.
    people = models.PositiveIntegerField(_("people"), default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    #: When a worker was last called for; one that does not come is missed by then.
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    #: Who works on it, and until when without a sign of life; a dead worker's lease ends.
    worker = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    #: When this worker took over, and how many were done by then: what its rate is told from.
    worker_since = models.DateTimeField(null=True, editable=False)
    done_before = models.PositiveIntegerField(default=0, editable=False)
    failure = models.CharField(_("why it stopped"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("batch of links")
        verbose_name_plural = _("batches of links")
        default_permissions = ("view",)
        permissions: ClassVar = [("run_portalbatch", _("Can send billing links to many, stop and resume"))]

    def __str__(self) -> str:
        return str(self.public_id)


class PortalBatchEntry(models.Model):
    """Keep what became of one person of a batch."""

    # The index that a foreign key brings would be a third one that begins with it.
    batch = models.ForeignKey(
        PortalBatch, models.CASCADE, related_name="entries", verbose_name=_("batch"), db_index=False
    )
    subject_type = models.CharField(_("kind of subject"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=255)
    #: What tells subjects apart: some databases take `aB` and `Ab` for the same.
    subject_key = models.CharField(max_length=64, editable=False)
    subject_name = models.CharField(_("name"), max_length=200, blank=True)
    #: What this person gets instead of what everybody gets, and ``email`` and ``language``; as JSON.
    wishes = models.JSONField(_("what this person gets"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.WAITING)
    code = models.CharField(_("code"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    #: How often it failed before: whoever was never tried goes first.
    tries = models.PositiveIntegerField(default=0, editable=False)
    link = models.OneToOneField(
        "PortalLink", models.SET_NULL, null=True, blank=True, related_name="entry", verbose_name=_("link")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("person of a batch")
        verbose_name_plural = _("people of a batch")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "subject_key"], name="billing_portal_once_per_batch"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "state"], name="billing_portal_batch_state"),
            models.Index(fields=["batch", "tries", "id"], name="billing_portal_batch_order"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep it with its key."""
        self.subject_key = self.key_of(self.subject)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(subject: SubjectRef) -> str:
        """Return a text that is the same for the same subject alone, on every database."""
        return sha256(str(subject).encode()).hexdigest()

    @property
    def subject(self) -> SubjectRef:
        """Name whoever is billed."""
        return SubjectRef(self.subject_type, self.subject_id)
