"""What every billing view is wrapped in: no cache, no frame, no transaction, no surprise for htmx."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=Callable[..., Any])


def billing_view(*methods: str) -> Callable[[View], View]:
    """Wrap a view that handles billing for whoever may be signed in, or not."""

    def decorate(view: View) -> View:
        view = csrf_protect(require_http_methods(methods)(view))
        # The views answer for themselves who must sign in: the middleware's redirect would lose what was posted.
        return login_not_required(outside_transactions(never_cache(_private(_navigable(view)))))

    return decorate


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether htmx asks, which follows redirects inside its XHR and so never reaches another site."""
    return request.headers.get("HX-Request") == "true"


def _navigable(view: View) -> View:
    @wraps(view)
    def navigable(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        response = view(request, **kwargs)
        if not (is_htmx(request) and response.has_header("Location")):
            return response
        answer = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        answer.cookies = response.cookies
        return answer

    return navigable


def _private(view: View) -> View:
    @wraps(view)
    def private(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        response = view(request, **kwargs)
        # Not "no-referrer": with it browsers send "Origin: null" from our forms, and Django's CSRF check refuses them.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        # In somebody's invisible frame the button would be clicked unawares; and Stripe's portal allows no frame.
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    return private


def outside_transactions(view: AnyView) -> AnyView:
    """Keep a view out of ``ATOMIC_REQUESTS``."""
    # A transaction open while Stripe answers would hold locks, and hide the claim from the other processes.
    for alias in connections:
        transaction.non_atomic_requests(using=alias)(view)
    return view
