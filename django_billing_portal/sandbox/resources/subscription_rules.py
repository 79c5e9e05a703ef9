"""What the flows of a subscription have in common: a feature that is on, a subscription that lives."""

from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.portal.visits import ENDED
from django_billing_portal.sandbox.store import Json


def require_feature(configuration: Json, feature: str, done: str) -> None:
    """Refuse what the configuration does not offer; updates that allow nothing are documented as none."""
    rules = configuration["features"][f"subscription_{feature}"]
    if not (rules["enabled"] and rules.get("default_allowed_updates", True)):
        # Unverified text, but for updates.
        raise WireError(
            f"This subscription cannot be {done} because the subscription {feature} feature in the portal"
            " configuration is disabled."
        )


def require_alive(subscription: Json, done: str) -> None:
    """Refuse what has ended."""
    if subscription["status"] in ENDED:
        # Unverified text.
        raise cannot(subscription, done, "it is canceled")


def cannot(subscription: Json, done: str, reason: str) -> WireError:
    """Say why something cannot be done, in the manner of Stripe's other refusals."""
    return WireError(f"The subscription {subscription['id']} cannot be {done} because {reason}.")
