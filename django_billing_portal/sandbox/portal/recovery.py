"""A dead session may be replaced, where it was minted so: ``after_expiration``.

https://docs.stripe.com/changelog/endive/2026-10-28/session-recovery-for-expired-customer-portal-sessions
"""

from django_billing_portal.sandbox import clock
from django_billing_portal.sandbox.resources import portal_sessions
from django_billing_portal.sandbox.store import Json

KEPT = ("configuration", "locale", "on_behalf_of", "return_url", "after_expiration")


def is_open(session: Json) -> bool:
    """Tell whether the customer may still ask for a new session."""
    recovery = session.get("after_expiration")
    if not recovery:
        return False
    deadline = (recovery.get("customer_login") or {}).get("expires_at")
    return deadline is None or clock.now() < deadline


def is_customer(customer: Json, email: str) -> bool:
    """Tell whether the address is the customer's; Stripe sends a code there, the sandbox takes one's word for it."""
    return bool(customer["email"]) and customer["email"].casefold() == email.strip().casefold()


def replace(session: Json) -> Json:
    """Mint a session like the dead one; whether Stripe's would keep the flow is unverified, this one does not."""
    kept = {key: session[key] for key in KEPT if session.get(key)}
    return portal_sessions.create({"customer": session["customer"], **kept})
