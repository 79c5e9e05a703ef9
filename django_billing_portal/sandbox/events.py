"""The event log: what Stripe would send to webhooks, ready to be signed. https://docs.stripe.com/api/events"""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any

from . import clock, state, store
from .store import Json
from .wire import unexpanded, visible


def record(type: str, obj: Json, previous_attributes: Json | None = None) -> Json:
    """Write an event about an object as it is now, and return it."""
    data: Json = {"object": _without_bearer_url(unexpanded(obj))}
    if previous_attributes is not None:
        data["previous_attributes"] = visible(previous_attributes)
    event = {
        "id": store.new_id("evt"),
        "object": "event",
        "account": store.current_account.get() or None,
        "api_version": None,
        "context": None,
        "created": clock.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": type,
    }
    return store.put(event)


def signed(event: Json) -> tuple[str, str]:
    """Return an event's payload and its ``Stripe-Signature`` header, signed now with :func:`webhook_secret`.

    https://docs.stripe.com/webhooks/signature
    """
    payload, timestamp = json.dumps(visible(event), indent=2), int(time.time())
    signature = hmac.new(webhook_secret().encode(), f"{timestamp}.{payload}".encode(), hashlib.sha256)
    return payload, f"t={timestamp},v1={signature.hexdigest()}"


def webhook_secret() -> str:
    """Return this database's own signing secret: a fixed one would let anybody forge events."""
    if not (secret := state.read("webhook_secret", "")):
        secret = f"whsec_sandbox_{secrets.token_hex(16)}"
        state.write("webhook_secret", secret)
    return str(secret)


def _without_bearer_url(obj: Json) -> Any:
    # Whether Stripe's own event carries the URL is unverified; a log that carries it would be a pile of open doors.
    return obj | {"url": ""} if obj["object"] == "billing_portal.session" else obj
