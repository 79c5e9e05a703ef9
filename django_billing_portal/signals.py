"""What projects may listen to. Every signal is sent after commit; none carries a URL, a token or a key."""

from django.dispatch import Signal

#: provides: session (PortalSession), user. Sent once for each session that Stripe created.
session_minted = Signal()

#: provides: session (PortalSession), kind ("left" or "done"), request. Sent when a customer comes back.
session_returned = Signal()
