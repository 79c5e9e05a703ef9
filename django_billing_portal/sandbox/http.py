"""The same answers over HTTP, for other processes: point the SDK's ``base_addresses`` at this site."""

import logging
import time

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from . import faults, guard, server
from .exchange import Request

logger = logging.getLogger("django_billing_portal")
PLAYING_DEAD = 503


@csrf_exempt
@login_not_required
@never_cache
@transaction.non_atomic_requests
def api(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a request of the API; 404 where the sandbox must not run."""
    if reasons := guard.refusals():
        logger.error("The sandbox refused a request: %s", " ".join(reasons), extra={"billing_code": "not_configured"})
        raise Http404
    switches = faults.take()
    if "slow" in switches:
        time.sleep(switches["slow"].seconds)
    if "down" in switches:
        # A view cannot refuse the connection it was called by.
        return HttpResponse(status=PLAYING_DEAD)
    response = server.handle(_read(request, path), switches)
    return HttpResponse(response.body, status=response.status, headers=dict(response.headers))


def _read(request: HttpRequest, path: str) -> Request:
    form = request.body.decode(errors="replace") if request.method == "POST" else request.META.get("QUERY_STRING", "")
    return Request(method=str(request.method), path=f"/v1/{path}", form=form, headers=dict(request.headers))
