"""The endpoints: mint a session, look back at one's own, and see what can be done now."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from ..services import offers, reports, sessions
from ..services.stories import Ask
from .base import Telling
from .bodies import read_body
from .pages import SessionPagination, matching
from .queries import asked_for
from .serializers import (
    FilterSerializer,
    FlowSerializer,
    MintedSerializer,
    SessionSerializer,
    SubjectQuerySerializer,
    WishSerializer,
)
from .wishes import person, reauthenticate, subject_of, wishes_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from ..models import PortalSession
    from ..services.stories import Story

# To build a serializer is to copy all its fields, which costs more than what they do. These keep nothing of a request.
WISH, FILTER, WHOSE = WishSerializer(), FilterSerializer(), SubjectQuerySerializer()
MINTED, SESSION = MintedSerializer(), SessionSerializer()


class SessionsView(Telling, GenericAPIView["PortalSession"]):
    """Open the billing portal (POST), or list the sessions that you opened (GET)."""

    name = "Billing sessions"
    # The project's own would filter, and describe, what is none of theirs.
    filter_backends = ()
    pagination_class = SessionPagination
    serializer_class = WishSerializer

    def get_queryset(self) -> "QuerySet[PortalSession]":
        """Return the caller's own sessions, the newest first."""
        return reports.list_sessions(user=person(self.request._request))

    def get(self, request: "Request") -> "Response":
        """List one page of them."""
        rows = self.get_queryset()
        filters = FILTER.run_validation(asked_for(request, but=SessionPagination.cursor_query_param))
        page = self.paginate_queryset(rows.filter(**matching(filters)))
        return self.get_paginated_response(SessionSerializer(page, many=True).data)

    def post(self, request: "Request") -> "Story[Response]":
        """Mint a session, and tell its URL."""
        person(request._request)
        sent = WISH.run_validation(read_body(request))
        reauthenticate(request._request)
        wishes = wishes_of(request._request, sent)
        return _created(request, (yield Ask(sessions, "mint_session", **wishes)))


class SessionView(Telling):
    """See what became of a session, as far as it is known."""

    name = "Billing session"

    def get(self, request: "Request", public_id: str) -> "Story[Response]":
        """Tell it, and when to ask again."""
        report = yield Ask(reports, "report_session", user=person(request._request), public_id=public_id)
        response = Response(SESSION.to_representation(report.session) | {"state": report.state})
        if report.retry_after is not None:
            response["Retry-After"] = str(report.retry_after)
        return response


class FlowsView(Telling):
    """See what you can do in the billing portal now, and why not."""

    name = "Billing flows"

    def get(self, request: "Request") -> "Story[Response]":
        """List the portal's home page and every declared flow, looked at or not."""
        user = person(request._request)
        sent = WHOSE.run_validation(asked_for(request))
        words = {"subject": subject_of(sent.get("subject")), "subscription": sent.get("subscription")}
        offer = yield Ask(offers, "offer_flows", user=user, **words)
        return Response({"results": FlowSerializer(offer.flows, many=True).data, "checked": offer.is_checked})


@sensitive_variables()
def _created(request: "Request", session: "PortalSession") -> Response:
    match: Any = request.resolver_match
    place = reverse(f"{match.namespace}:session", kwargs={"public_id": session.public_id})
    headers = {"Location": request.build_absolute_uri(place)}
    return Response(MINTED.to_representation(session), status=status.HTTP_201_CREATED, headers=headers)
