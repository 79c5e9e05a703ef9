"""Every failure that this door may answer with, by its code: read off the classes that are raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from django.utils import translation
from rest_framework import exceptions as framework

from ... import exceptions as our
from .. import errors
from ..problems import Problem

Failure: TypeAlias = type[our.BillingPortalError] | type[framework.APIException]

ALWAYS: tuple[Failure, ...] = (
    framework.NotAuthenticated,
    framework.AuthenticationFailed,
    framework.PermissionDenied,
    framework.NotFound,
    framework.MethodNotAllowed,
    framework.NotAcceptable,
    framework.Throttled,
    framework.ParseError,
    our.NotConfigured,
)
ONE_SESSION = (*ALWAYS, our.NotAllowed, our.UnknownSession)
OWN_SESSIONS = (*ONE_SESSION, framework.ValidationError)
FLOWS: tuple[Failure, ...] = (
    *ALWAYS,
    framework.ValidationError,
    our.NoCustomer,
    our.NotAllowed,
    our.StaleCustomer,
    our.KeyRejected,
    our.StripeRefused,
    our.StripeUnavailable,
    our.Busy,
)
MINT: tuple[Failure, ...] = (
    *FLOWS,
    framework.UnsupportedMediaType,
    errors.LengthRequired,
    errors.TooLarge,
    errors.ReauthenticationRequired,
    errors.UnsafeReturn,
    our.UnsafeURL,
    our.InvalidWish,
    our.UnknownFlow,
    our.UnknownSubscription,
    our.FlowUnavailable,
    our.FlowUnsupported,
    our.TooManyRequests,
    our.InvalidFlow,
    our.UndecryptableValue,
)

UNSAFE = "This link leads somewhere that we do not trust."
#: Where an answer says more than the class does.
DETAILS: Mapping[str, str] = {
    "invalid": "Something that was sent is not valid.",
    "method_not_allowed": 'Method "PUT" not allowed.',
    "parse_error": "The request's body cannot be read as JSON: Expecting value: line 1 column 1 (char 0).",
    "throttled": "Request was throttled. Expected available in 30 seconds.",
    "unsupported_media_type": 'Unsupported media type "text/plain" in request.',
}
EXTRAS: Mapping[tuple[int, str], Any] = {
    (400, "invalid"): {"errors": [{"field": "flwo", "code": "unknown", "message": "There is no such field."}]},
    (403, "reauthentication_required"): {"location": "/login/?next=/billing/"},
    (400, "unsafe_url"): {"errors": [{"field": "return_to", "code": "unsafe_url", "message": UNSAFE}]},
}
#: Where an answer has another status than the class, or either.
STATUSES: Mapping[Failure, tuple[int, ...]] = {
    # Without a way to sign in that HTTP has a word for, the framework answers 403: cookies have none.
    framework.NotAuthenticated: (401, 403),
    framework.AuthenticationFailed: (401, 403),
    # The portal's, that is: Stripe answered with one which is not on PORTAL_HOSTS.
    our.UnsafeURL: (502,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Hold what the problem details of one failure say."""

    code: str
    status: int
    detail: str

    @classmethod
    def all_of(cls, failure: Failure) -> list[Self]:
        """Read a class of errors, of ours or of the framework's; one for each status that it may have."""
        if issubclass(failure, our.BillingPortalError):
            code, status, sentence = failure.code, failure.status, english(failure.sentence)
        else:
            code, status, sentence = failure.default_code, failure.status_code, english(failure.default_detail)
        detail = DETAILS.get(code, sentence)
        return [cls(code=code, status=each, detail=detail) for each in STATUSES.get(failure, (status,))]

    @property
    def body(self) -> dict[str, Any]:
        """Return an answer as it would be sent."""
        extras = EXTRAS.get((self.status, self.code), {})
        body: dict[str, Any] = Problem(self.code, status=self.status, detail=self.detail, **extras).data
        return body


def english(sentence: object) -> str:
    """Return a sentence as the description has it."""
    # The rest of the description is, whatever the language of whoever was the first to ask for a page.
    with translation.override(None):
        return str(sentence)


def kinds_of(failures: Iterable[Failure]) -> list[Kind]:
    """Return all kinds of failures, by status and code."""
    kinds = {kind for failure in failures for kind in Kind.all_of(failure)}
    return sorted(kinds, key=lambda kind: (kind.status, kind.code))


def codes() -> list[str]:
    """Return every code that a problem may have."""
    return sorted({kind.code for kind in kinds_of((*MINT, *OWN_SESSIONS))})
