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


class Audience(models.TextChoices):
    """Who may redeem a link."""

    CUSTOMER = "customer", _("the customer, signed in")
    HOLDER = "holder", _("whoever holds the link")


class LinkState(models.TextChoices):
    """Where a link stands; it is not stored, for time alone changes it."""

    LIVE = "live", _("live")
    USED_UP = "used_up", _("used up")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class BatchState(models.TextChoices):
    """Where a batch stands."""

    WAITING = "waiting", _("waiting for a worker")
    RUNNING = "running", _("running")
    STOPPING = "stopping", _("stopping")
    STOPPED = "stopped", _("stopped")
    FINISHED = "finished", _("finished")


class EntryState(models.TextChoices):
    """What became of one person of a batch."""

    WAITING = "waiting", _("waiting")
    ISSUED = "issued", _("link made")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNSURE = "unsure", _("perhaps sent")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")
