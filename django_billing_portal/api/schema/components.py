"""The objects that go over the wire, word for word as OpenAPI 3.1 has them.

Written out, for the serializers cannot say half of it: which texts, null or not, and what it means.
"""

from typing import Any

from ...flows import BUILT_IN
from ...models.states import Outcome
from ...redirects import MAX_LENGTH
from ...services.obstacles import KINDS
from ..problems import URN
from ..serializers import OPEN_TYPES
from .kinds import codes

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
#: What every database can hold.
STORABLE = r"^[^\u0000]+$"
SUBSCRIPTION = "^sub_[A-Za-z0-9_]{1,250}$"
UNSAFE = r"\\\u0000-\u001f\u007f"
PLACE = rf"^(/([^/{UNSAFE}][^{UNSAFE}]*)?|[A-Za-z][A-Za-z0-9+.-]*:/[^{UNSAFE}]*)$"
LANGUAGE = "^[A-Za-z]{2,4}([-_][A-Za-z0-9]{2,4})*$"


def ref(name: str) -> Schema:
    """Refer to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _object(description: str, properties: Schema, *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        **({"required": required} if required else {}),
        **more,
    }


def _enum(values: list[str], description: str) -> Schema:
    return {"type": "string", "enum": values, "description": description}


def _moment(description: str) -> Schema:
    return {"type": "string", "format": "date-time", "description": description}


def _id(description: str) -> Schema:
    return {"type": "string", "format": "uuid", "description": description}


def _wish(longest: int, description: str, **more: Any) -> Schema:
    return {"type": ["string", "null"], "minLength": 1, "maxLength": longest, "description": description, **more}


ENUMS: dict[str, Schema] = {
    "PortalOutcome": _enum(
        list(Outcome.values),
        "`unknown`: the customer is not back, as far as we know. `returned`: they came back by the portal's link, or "
        "backed out. `completed`: they finished the flow.",
    ),
    "PortalFlowType": _enum(sorted(BUILT_IN), "One of Stripe's types of flow."),
    "OpenPortalFlowType": _enum(
        list(OPEN_TYPES),
        "A type of flow that needs no parameters. Which of them are offered is the project's choice; the others are "
        "answered with `unknown_flow`.",
    ),
    "PortalSessionState": _enum(
        ["pending", "settled"],
        "`pending`: more may become known soon; ask again after `Retry-After`. `settled`: waiting does not pay off.",
    ),
    "PortalFlowReasonCode": _enum(
        sorted(KINDS), "What stands in the way, for programs. No code changes its meaning; new ones may come."
    ),
    "ProblemCode": _enum(codes(), "What went wrong, for programs. No code changes its meaning; new ones may come."),
}

SESSION: Schema = {
    "id": _id("The session, in this API."),
    "flow": {"type": ["string", "null"], "description": "The named flow; null for a type, or the portal's home page."},
    "type": {**_or_null(ref("PortalFlowType")), "description": "The type of flow; null for the portal's home page."},
    "subject": ref("PortalSubject"),
    "outcome": ref("PortalOutcome"),
    "created_at": _moment("When it was asked for."),
    "expires_at": _moment("When its URL dies, if nobody opens it."),
    "returned_at": {"type": ["string", "null"], "format": "date-time", "description": "When the customer came back."},
}

WISH: Schema = {
    "flow": _wish(
        100,
        "The name of a flow that the project declares. Neither flow nor type: the portal's home page.",
        pattern=STORABLE,
    ),
    "type": {**_or_null(ref("OpenPortalFlowType")), "description": "In place of `flow`, a built-in type."},
    "subscription": _wish(
        255,
        "One of the customer's own live subscriptions, for a flow that names none. Left out: their only one.",
        pattern=SUBSCRIPTION,
    ),
    "subject": {**_or_null(ref("PortalSubjectRequest")), "description": "Who is billed; left out, the caller."},
    "return_to": _wish(
        MAX_LENGTH,
        "Where to come back to: a path, a URL on an allow-listed host, or an app's own address, exactly as listed.",
        pattern=PLACE,
    ),
    "locale": _wish(
        20,
        "The portal's language, as Stripe or Django name it; left out, the request's.",
        pattern=LANGUAGE,
    ),
}

OBJECTS: dict[str, Schema] = {
    "PortalSessionRequest": _object(
        "Say which portal to open. Everything is optional; null is the same as leaving it out.",
        WISH,
        optional=tuple(WISH),
        additionalProperties=False,
        **{"not": {"properties": {"flow": TEXT, "type": TEXT}, "required": ["flow", "type"]}},
    ),
    "PortalSubjectRequest": _object(
        "Whoever is billed: a model and one of its instances.",
        {
            "type": {**TEXT, "minLength": 1, "maxLength": 100, "pattern": STORABLE, "examples": ["teams.team"]},
            "id": {**TEXT, "minLength": 1, "maxLength": 255, "pattern": STORABLE},
        },
        additionalProperties=False,
    ),
    "MintedPortalSession": _object(
        "A session that was just opened.",
        {
            "id": SESSION["id"],
            "url": {
                **TEXT,
                "format": "uri",
                "description": "Opens the customer's billing for whoever has it: go there at once, keep it nowhere.",
            },
            **{name: SESSION[name] for name in ("flow", "type", "expires_at")},
        },
    ),
    "PortalSubject": _object("Whoever was billed.", {"type": TEXT, "id": TEXT}),
    "PortalSession": _object("What became of a session; never its URL.", SESSION),
    "PortalSessionPage": _object(
        "Some of the sessions, and where there are more.",
        {
            "next": {"type": ["string", "null"], "format": "uri", "description": "The page of older ones."},
            "previous": {"type": ["string", "null"], "format": "uri", "description": "The page of newer ones."},
            "results": {"type": "array", "items": ref("PortalSession")},
        },
    ),
    "PortalSessionReport": _object(
        "What became of a session, and whether to ask again.", {**SESSION, "state": ref("PortalSessionState")}
    ),
    "PortalFlowReason": _object(
        "Why a flow would not work now.",
        {"code": ref("PortalFlowReasonCode"), "message": {**TEXT, "description": "For people."}},
    ),
    "PortalFlow": _object(
        "A flow, and whether it would work now.",
        {
            "flow": {"type": ["string", "null"], "description": "Its name; null for the portal's home page."},
            "type": SESSION["type"],
            "label": {**TEXT, "description": "What its button says."},
            "available": {"type": "boolean"},
            "reason": {**_or_null(ref("PortalFlowReason")), "description": "Null where it is available."},
        },
    ),
    "PortalFlowList": _object(
        "The portal's home page, then every declared flow.",
        {
            "results": {"type": "array", "items": ref("PortalFlow")},
            "checked": {
                "type": "boolean",
                "description": "False where nobody could ask Stripe now: then all is offered that could work.",
            },
        },
    ),
    "Problem": _object(
        "What went wrong, as RFC 9457 has it.",
        {
            "type": {**TEXT, "format": "uri", "description": f"`{URN}` and the code."},
            "title": {**TEXT, "description": "The code in words, for developers."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {**TEXT, "description": "A sentence for people, in their language."},
            "code": ref("ProblemCode"),
            "errors": {
                "type": "array",
                "items": ref("ProblemFieldError"),
                "description": "With `invalid` and `unsafe_url`: what is wrong with which field.",
            },
            "location": {
                **TEXT,
                "description": "With `reauthentication_required`: the page where people confirm who they are.",
            },
        },
        optional=("errors", "location"),
    ),
    "ProblemFieldError": _object(
        "What is wrong with one field.",
        {
            "field": {**TEXT, "description": "Its name, `subject.id` if it is inside another; empty for the whole."},
            "code": {**TEXT, "description": "For programs."},
            "message": {**TEXT, "description": "For people."},
        },
    ),
}

COMPONENTS: dict[str, Schema] = {**ENUMS, **OBJECTS}
