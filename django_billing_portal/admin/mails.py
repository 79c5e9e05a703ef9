"""What staff read of a link's e-mail: a failure is told beside what was sent before it, never instead."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ..models import PortalLink


def said_of_mail(link: "PortalLink") -> str:
    """Say whether it was sent, and if not, or not again, why."""
    if link.sending_at:
        return _("perhaps sent: %s") % link.send_failure if link.send_failure else _("being sent")
    if link.send_failure:
        return (_("sent, but not again: %s") if link.sent_at else _("not sent: %s")) % link.send_failure
    return _("sent") if link.sent_at else _("not sent")
