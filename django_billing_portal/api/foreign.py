"""Errors of Django's and of the framework's, in place of which a documented one is told."""

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions

from .errors import TooLarge

CSRF = "CSRF Failed: "


def translated(error: Exception) -> Exception:
    """Return what is told in place of an error; most are told as they are."""
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(*error.args)
    if isinstance(error, UnreadablePostError):
        return exceptions.ParseError()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return _suspicious(error)
    return _without_jargon(error)


def _suspicious(error: SuspiciousOperation) -> exceptions.ParseError:
    # Django would, were it not answered here.
    logging.getLogger(f"django.security.{type(error).__name__}").error("%s", error)
    return exceptions.ParseError(_("The request cannot be read."))


def _without_jargon(error: Exception) -> Exception:
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith(CSRF):
        logging.getLogger("django.security.csrf").warning("%s", error.detail)
        return exceptions.PermissionDenied(_("The CSRF token is missing or wrong."))
    return error
