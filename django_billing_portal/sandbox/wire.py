"""What of a stored object goes over the wire: not our private keys, nor what Stripe shows only when asked to."""

from typing import Any

from . import validity
from .store import Json

HIDDEN = {"billing_portal.configuration": ("features", "subscription_update", "products")}


def visible(value: Any) -> Any:
    """Return a copy without the keys that begin with ``_``, at any depth."""
    if isinstance(value, dict):
        return {key: visible(each) for key, each in value.items() if not key.startswith("_")}
    return [visible(each) for each in value] if isinstance(value, list) else value


def unexpanded(obj: Json) -> Json:
    """Return a visible copy as Stripe shows it to those who expand nothing."""
    shown: Json = visible(validity.reckoned(obj))
    *path, last = HIDDEN.get(obj["object"], ("",))
    place = shown
    for key in path:
        place = place.get(key, {})
    place.pop(last, None)
    return shown
