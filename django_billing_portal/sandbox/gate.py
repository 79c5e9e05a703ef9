"""The door of every page for browsers: open in development and tests, nowhere else."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from . import guard

logger = logging.getLogger("django_billing_portal")

View = Callable[..., HttpResponseBase]


def harmless_only(view: View) -> View:
    """Serve a page without a login, protected against forgery, and answer 404 where the sandbox must not run."""

    @login_not_required
    @never_cache
    @csrf_protect
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if reasons := guard.refusals():
            logger.error(
                "The sandbox refused a visitor: %s", " ".join(reasons), extra={"billing_code": "not_configured"}
            )
            raise Http404
        response = view(request, *args, **kwargs)
        # Secrets are in the paths; "no-referrer" would make browsers send "Origin: null", which fails CSRF checks.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return gated
