"""The states of a session, as they stand in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where minting stands."""

    PENDING = "pending", _("being opened")
    OPEN = "open", _("opened")
    FAILED = "failed", _("failed")


class Outcome(models.TextChoices):
    """What became of a session, as far as it is known."""

    UNKNOWN = "unknown", _("unknown")
    RETURNED = "returned", _("came back")
    COMPLETED = "completed", _("completed")
