"""What projects may listen to. Every signal is sent after commit; none carries a URL, a token or a key."""

from django.dispatch import Signal

#: provides: session (PortalSession), user. Sent once for each session that Stripe created.
session_minted = Signal()

#: provides: session (PortalSession), kind ("left" or "done"), request. Sent when a customer comes back.
session_returned = Signal()

#: provides: link (PortalLink), user (who made it, or None). Sent once for each link.
link_issued = Signal()

#: provides: link (PortalLink), user (who sent it, or None). Sent when the mail server took an e-mail with a link.
link_sent = Signal()

#: provides: link (PortalLink), session (PortalSession), user (or None). Sent for each use, not for a double click.
link_redeemed = Signal()

#: provides: link (PortalLink), user (who revoked it, or None). Sent once for each link.
link_revoked = Signal()

#: provides: act (a word of services.trail.Act), user, target (a row). Sent for everything that staff do in the admin.
staff_acted = Signal()
