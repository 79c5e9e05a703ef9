"""What goes over the wire, by example."""

from drf_spectacular.utils import OpenApiExample

from ...services.obstacles import KINDS
from .components import Schema
from .kinds import english

ID = "5f0c7a52-2f0d-4a3b-9f3e-0c3b7b6c2f11"
SESSION: Schema = {
    "id": ID,
    "flow": "update-card",
    "type": "payment_method_update",
    "subject": {"type": "auth.user", "id": "17"},
    "outcome": "completed",
    "created_at": "2026-11-22T17:00:00Z",
    "expires_at": "2026-11-22T17:05:01Z",
    "returned_at": "2026-11-22T17:03:20Z",
}
MINTED: Schema = {
    "id": ID,
    "url": "https://billing.stripe.com/p/session/test_YWNjdF8x",
    "flow": "update-card",
    "type": "payment_method_update",
    "expires_at": "2026-11-22T17:05:01Z",
}
PAGE: Schema = {
    "next": "https://example.com/api/billing/sessions/?cursor=cD0yMDI2LTExLTIy",
    "previous": None,
    "results": [SESSION],
}
WAITING: Schema = {**SESSION, "outcome": "unknown", "returned_at": None, "state": "pending"}
WISHES: dict[str, Schema] = {
    "The portal's home page": {},
    "A named flow, and the way back": {"flow": "update-card", "return_to": "/account/"},
    "One of several subscriptions": {"flow": "leave", "subscription": "sub_1Pgc6z"},
    "A team's billing, from an app": {
        "type": "payment_method_update",
        "subject": {"type": "teams.team", "id": "3"},
        "return_to": "com.example.app://billing/done",
        "locale": "de",
    },
}
FLOWS: Schema = {
    "results": [
        {"flow": None, "type": None, "label": "Open the billing portal", "available": True, "reason": None},
        {
            "flow": "leave",
            "type": "subscription_cancel",
            "label": "Cancel subscription",
            "available": False,
            "reason": {"code": "already_cancelling", "message": english(KINDS["already_cancelling"].sentence)},
        },
    ],
    "checked": True,
}


def requests(values: dict[str, Schema]) -> list[OpenApiExample]:
    """Return examples of what is sent."""
    return [OpenApiExample(name, value, request_only=True) for name, value in values.items()]


def answer(name: str, value: Schema) -> OpenApiExample:
    """Return an example of an answer."""
    return OpenApiExample(name, value, response_only=True)
