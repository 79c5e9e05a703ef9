"""The trail: what staff did, to which row, in words, in Django's own log and to whoever listens."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ..signals import staff_acted

if TYPE_CHECKING:
    from django.db.models import Model

# As django.contrib.admin.models has them, which cannot be imported where the admin is not installed.
ADDITION, CHANGE = 1, 2


class Act(models.TextChoices):
    """Say what somebody did."""

    ISSUED_LINK = "issued_link", _("Made a billing link")
    SENT_LINK = "sent_link", _("Sent the billing link by e-mail")
    COPIED_LINK = "copied_link", _("Saw the address of the billing link")
    REVOKED_LINK = "revoked_link", _("Revoked the billing link")
    OPENED_PORTAL = "opened_portal", _("Opened the billing portal as the customer")
    STARTED_BATCH = "started_batch", _("Started a batch of billing links")
    STOPPED_BATCH = "stopped_batch", _("Stopped a batch of billing links")
    RESUMED_BATCH = "resumed_batch", _("Resumed a batch of billing links")
    RESENT_UNSURE = "resent_unsure", _("Sent again to those who perhaps had the link already")
    DOWNLOADED_RESULTS = "downloaded_results", _("Downloaded what became of everybody, with their addresses")


FLAGS = {Act.ISSUED_LINK: ADDITION, Act.STARTED_BATCH: ADDITION}


def record_act(act: Act, *, user: Any, target: "Model", message: str = "") -> None:
    """Write down what a member of staff did to a row, and tell ``staff_acted``; never pass a URL, a token or a key."""
    if apps.is_installed("django.contrib.admin"):
        _log(act, user, target, message)
    tell = partial(staff_acted.send_robust, type(target), act=act, user=user, target=target)
    transaction.on_commit(tell, using=target._state.db)


def _log(act: Act, user: Any, target: "Model", message: str) -> None:
    from django.contrib.admin.models import LogEntry

    flag = FLAGS.get(act, CHANGE)
    LogEntry.objects.log_actions(user.pk, [target], flag, change_message=_told(act, message), single_object=True)


def _told(act: Act, message: str) -> str:
    # In the site's own language, for the trail is read by others than whoever left it.
    with translation.override(settings.LANGUAGE_CODE):
        return f"{act.label}: {message}" if message else str(act.label)
