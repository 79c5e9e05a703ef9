"""Teams that pay together, and the copy of Stripe's answers that the account page shows."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from .plans import Plan

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from django_billing_portal.refs import SubjectRef


class TeamQuerySet(models.QuerySet["Team"]):
    """Find teams by who is in them."""

    def of(self, user: "AbstractBaseUser") -> "TeamQuerySet":
        """Keep the teams that this person owns or works in."""
        return self.filter(Q(owner=user) | Q(members=user)).distinct()


class Team(models.Model):
    """People who watch the same sites; its owner pays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the team's page."""
        return reverse("team", args=[self.pk])


class CopyQuerySet(models.QuerySet["BillingCopy"]):
    """Find copies by the subject they belong to."""

    def of(self, subject: "SubjectRef") -> "CopyQuerySet":
        """Keep the one copy of this person or team."""
        return self.filter(subject_type=subject.type, subject_id=subject.id)

    def expire(self) -> None:
        """Have the next page that shows them ask Stripe again."""
        self.update(read_at=None)


class BillingCopy(models.Model):
    """What Stripe last said about one subject, so that no page has to wait for Stripe."""

    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    answers = models.JSONField(default=list)
    """One dictionary a subscription, see :class:`.plans.Plan`."""
    card = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "billing copies"
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="one_copy_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"

    @property
    def plans(self) -> list[Plan]:
        """Return what is paid for."""
        return [Plan(**answer) for answer in self.answers]
