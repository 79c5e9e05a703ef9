"""The four operations: what each takes, and everything that it may answer."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.plumbing import get_class
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from ..problems import CONTENT_TYPE
from ..serializers import MintedSerializer, WishSerializer
from . import examples, kinds
from .components import STORABLE, SUBSCRIPTION, Schema, ref
from .shapes import FlowListSerializer, PageSerializer, ProblemSerializer, ReportSerializer

TAGS = ["billing portal"]
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": STORABLE}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WAIT = "Seconds to wait before asking again."
CHALLENGE = "How to sign in."


def _query(name: str, schema: Schema, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


def _header(name: str, type: Any, description: str, *statuses: int) -> OpenApiParameter:
    return OpenApiParameter(name, type, OpenApiParameter.HEADER, description=description, response=list(statuses))


FILTERS = [
    _query("flow", NAME, "Only those of this named flow."),
    _query("outcome", ref("PortalOutcome"), "Only those with this outcome."),
    _query("created_after", MOMENT, "Only those asked for later, in ISO 8601."),
    _query("created_before", MOMENT, "Only those asked for earlier."),
    _query("cursor", {"type": "string"}, "Which page: follow `next` and `previous`, which hold it."),
]
SUBJECT = [
    _query("subject_type", NAME, "Whoever is billed, with `subject_id`: a model, `teams.team`. Left out, the caller."),
    _query("subject_id", {**NAME, "maxLength": 255}, "With `subject_type`, one of its instances."),
    _query(
        "subscription",
        {"type": "string", "maxLength": 255, "pattern": SUBSCRIPTION},
        "One of the customer's subscriptions, for the flows that name none. Left out: their only one.",
    ),
]
PUBLIC_ID = OpenApiParameter("public_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The session's id.")


def _answers(found: dict[int, OpenApiResponse], failures: Iterable[kinds.Failure]) -> dict[Any, OpenApiResponse]:
    by_status = groupby(kinds.kinds_of(failures), key=lambda kind: kind.status)
    problems = {(status, CONTENT_TYPE): _problem(list(group)) for status, group in by_status}
    return {**{(status, "application/json"): answer for status, answer in found.items()}, **problems}


def _problem(group: list[kinds.Kind]) -> OpenApiResponse:
    return OpenApiResponse(
        ProblemSerializer,
        description=" ".join(f"`{kind.code}`: {kind.detail}" for kind in group),
        examples=[OpenApiExample(kind.code, kind.body, response_only=True) for kind in group],
    )


def _headers(failures: Iterable[kinds.Failure]) -> list[OpenApiParameter]:
    statuses = {kind.status for kind in kinds.kinds_of(failures)}
    return [
        _header("Retry-After", int, WAIT, *sorted(statuses & {429, 503})),
        _header("WWW-Authenticate", str, CHALLENGE, 401),
    ]


LIST = extend_schema(
    operation_id="listPortalSessions",
    summary="List your sessions",
    description="The caller's own opened sessions, the newest first, page by page. Never their URLs.",
    tags=TAGS,
    parameters=[*FILTERS, *_headers(kinds.OWN_SESSIONS)],
    responses=_answers(
        {200: OpenApiResponse(PageSerializer, "One page.", [examples.answer("One visit", examples.PAGE)])},
        kinds.OWN_SESSIONS,
    ),
)
CREATE = extend_schema(
    operation_id="createPortalSession",
    summary="Open the billing portal",
    description=(
        "Mint a session, and send the browser to its `url` at once: it dies after five minutes if nobody opens it. "
        "The same request within a minute is answered with the same session, so a double click is harmless."
    ),
    tags=TAGS,
    parameters=[
        _header("Location", OpenApiTypes.URI, "Where to ask what became of the session.", 201),
        *_headers(kinds.MINT),
    ],
    request=WishSerializer,
    examples=examples.requests(examples.WISHES),
    responses=_answers(
        {201: OpenApiResponse(MintedSerializer, "Opened.", [examples.answer("Opened", examples.MINTED)])}, kinds.MINT
    ),
)
READ = extend_schema(
    operation_id="getPortalSession",
    summary="Ask what became of a session",
    description=(
        "For an app that comes back, or waits beside an open portal: ask again after `Retry-After` while `state` is "
        "`pending`. It settles when the customer is back, and after a quarter of an hour at the latest."
    ),
    tags=TAGS,
    parameters=[
        PUBLIC_ID,
        _header("Retry-After", int, f"{WAIT} There while the session is pending.", 200),
        *_headers(kinds.ONE_SESSION),
    ],
    responses=_answers(
        {
            200: OpenApiResponse(
                ReportSerializer,
                "What is known.",
                [
                    examples.answer("Not back yet", examples.WAITING),
                    examples.answer("Done", {**examples.SESSION, "state": "settled"}),
                ],
            )
        },
        kinds.ONE_SESSION,
    ),
)
FLOWS = extend_schema(
    operation_id="listPortalFlows",
    summary="See what can be done now",
    description=(
        "The portal's home page and every declared flow, each with the reason where it would not work now. It answers "
        "even where Stripe does not: then `checked` is false. Types that are offered without a name are not listed."
    ),
    tags=TAGS,
    parameters=[*SUBJECT, *_headers(kinds.FLOWS)],
    responses=_answers(
        {200: OpenApiResponse(FlowListSerializer, "All of them.", [examples.answer("Two", examples.FLOWS)])},
        kinds.FLOWS,
    ),
)


class Operations(OpenApiViewExtension):
    """Describe a view by its methods' operations; the base of one for each view."""

    match_subclasses = True
    methods: dict[str, Any] = {}

    def view_replacement(self) -> Any:
        """Return a view that is described, and never answers."""
        view = get_class(self.target)
        return extend_schema_view(**self.methods)(type(view.__name__, (view,), {}))


class SessionsOperations(Operations):
    """Describe SessionsView."""

    target_class = "django_billing_portal.api.views.SessionsView"
    methods = {"get": LIST, "post": CREATE}


class SessionOperations(Operations):
    """Describe SessionView."""

    target_class = "django_billing_portal.api.views.SessionView"
    methods = {"get": READ}


class FlowsOperations(Operations):
    """Describe FlowsView."""

    target_class = "django_billing_portal.api.views.FlowsView"
    methods = {"get": FLOWS}
