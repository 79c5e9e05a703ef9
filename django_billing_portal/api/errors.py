"""Failures that only this door knows."""

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException

from ..exceptions import BillingPortalError, Fault, UnknownFlow, UnsafeURL


class LengthRequired(APIException):
    """Raised when a body comes without its length: Django would take it for an empty one, and mint something else."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_code = "length_required"
    default_detail = _("The request needs a Content-Length.")


class TooLarge(APIException):
    """Raised when a body is longer than all that could be asked for."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("The request's body is too large.")


class NotOffered(UnknownFlow):
    """Raised as UnknownFlow where a browser named what the project does not offer: nobody here has to mend it."""

    fault = Fault.CUSTOMER


class UnsafeReturn(UnsafeURL):
    """Raised as UnsafeURL where it was the browser that asked to come back there."""

    fault = Fault.CUSTOMER
    field = "return_to"


class ReauthenticationRequired(BillingPortalError):
    """Raised when the project's ``REAUTHENTICATE`` hook wants to know once more who is there."""

    code = "reauthentication_required"
    fault = Fault.CUSTOMER
    status = 403
    sentence = _("Please confirm that it is you, and try again.")

    def __init__(self, detail: str = "", *, location: str | None = None) -> None:
        super().__init__(detail)
        self.location = location
