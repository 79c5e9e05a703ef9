"""Failures as problem details, RFC 9457: our stable code, a sentence for people, and which field it was."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings

from .. import journal
from ..exceptions import BillingPortalError, UnsafeURL
from ..views.failures import seconds_to_wait
from .errors import LengthRequired, ReauthenticationRequired, TooLarge, UnsafeReturn
from .foreign import translated

CONTENT_TYPE = "application/problem+json"
URN = "urn:billing-portal:problem:"
MOST_ERRORS = 20
LONGEST_NAME = 100

#: The classes whose codes are documented; a project's own, which derive from them, keep their sentence.
KNOWN = (
    exceptions.ParseError,
    exceptions.NotAuthenticated,
    exceptions.AuthenticationFailed,
    exceptions.PermissionDenied,
    exceptions.NotFound,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
    exceptions.Throttled,
    LengthRequired,
    TooLarge,
)


class Problem(Response):
    """Answer with problem details."""

    def __init__(self, code: str, *, status: int, detail: str, **more: Any) -> None:
        title = code.replace("_", " ").capitalize()
        body = {"type": URN + code, "title": title, "status": status, "detail": detail, "code": code}
        super().__init__(body | more, status=status)


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:  # noqa: ARG001
    """Answer an error of ours, of Django's or of the framework's; None for a bug, which is Django's to report."""
    if isinstance(error, BillingPortalError):
        return _ours(error)
    error = translated(error)
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    return _theirs(error) if isinstance(error, exceptions.APIException) else None


def _ours(error: BillingPortalError) -> Problem:
    journal.record(error)
    more: dict[str, Any] = {}
    if isinstance(error, ReauthenticationRequired) and error.location:
        more["location"] = error.location
    if isinstance(error, UnsafeReturn):
        more["errors"] = [{"field": error.field, "code": error.code, "message": error.message}]
    problem = Problem(error.code, status=_status(error), detail=error.message, **more)
    if wait := seconds_to_wait(error):
        problem["Retry-After"] = str(wait)
    return problem


def _status(error: BillingPortalError) -> int:
    # What the caller sent was checked before: what is unsafe now came from Stripe, or stands in our settings.
    came_from_us = isinstance(error, UnsafeURL) and not isinstance(error, UnsafeReturn)
    return status.HTTP_502_BAD_GATEWAY if came_from_us else error.status


def _theirs(error: exceptions.APIException) -> Problem:
    code = next((known.default_code for known in KNOWN if isinstance(error, known)), error.default_code)
    problem = Problem(code, status=error.status_code, detail=_sentence(error.detail))
    if header := getattr(error, "auth_header", None):
        problem["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        problem["Retry-After"] = str(wait)
    return problem


def _sentence(detail: Any) -> str:
    if isinstance(detail, Mapping):
        return _sentence(detail.get("detail", ""))
    return " ".join(map(_sentence, detail)) if isinstance(detail, list) else str(detail)


def _invalid(error: exceptions.ValidationError) -> Problem:
    errors = [
        {"field": field, "code": detail.code, "message": str(detail)} for field, detail in _fields("", error.detail)
    ]
    sentence = _("Something that was sent is not valid.")
    return Problem("invalid", status=error.status_code, detail=sentence, errors=errors[:MOST_ERRORS])


def _fields(path: str, detail: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _fields(_joined(path, name), inner)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _fields(path, inner)
    else:
        yield path, detail


def _joined(path: str, name: str) -> str:
    if name == api_settings.NON_FIELD_ERRORS_KEY:
        return path
    # The sender's own words: half a character of them has no form in UTF-8.
    printable = name[:LONGEST_NAME].encode(errors="replace").decode()
    return f"{path}.{printable}" if path else printable
