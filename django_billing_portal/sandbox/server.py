"""Answer as Stripe's API does: a request in, a response out, no matter how either travels."""

from contextlib import nullcontext
from dataclasses import replace
from itertools import chain

from . import expansion, faults, form, idempotency, keys, schema, state, store, trouble, validation
from .errors import WireError
from .exchange import Request, Response
from .resources import (
    configurations,
    coupons,
    customers,
    event_log,
    invoices,
    payment_methods,
    portal_sessions,
    prices,
    products,
    promotion_codes,
    subscription_items,
    subscriptions,
)
from .routes import Route

RESOURCES = (
    configurations, coupons, customers, event_log, invoices, payment_methods, portal_sessions, prices, products,
    promotion_codes, subscription_items, subscriptions,
)  # fmt: skip
ROUTES: tuple[Route, ...] = tuple(chain.from_iterable(resource.ROUTES for resource in RESOURCES))
ECHOED = ("Idempotency-Key", "Stripe-Account", "Stripe-Version")


def handle(request: Request, switches: faults.Switches | None = None) -> Response:
    """Answer one request under the given faults; without any given, those that are switched on count it."""
    id = store.new_id("req")
    with faults.suffering(faults.take() if switches is None else switches):
        try:
            response = _answer(request)
        except WireError as error:
            response = Response.of(error.body(id), status=error.status, headers=error.headers)
        return replace(response, headers=_headers(request, id) | dict(response.headers))


def _headers(request: Request, id: str) -> dict[str, str]:
    # Stripe's lock_timeout has no request id.
    headers = {} if faults.is_on("lock_timeout") else {"Request-Id": id}
    return headers | {name: value for name in ECHOED if (value := request.header(name))}


def _answer(request: Request) -> Response:
    if garbage := trouble.stand_in(request):
        return garbage
    keys.authenticate(request)
    route, ids = _route(request)
    with store.acting_as(request.header("Stripe-Account")):
        return idempotency.replayed(request) or _execute(route, ids, request)


def _execute(route: Route, ids: dict[str, str], request: Request) -> Response:
    given = form.decoded(request.form)
    params = validation.validated(given, schema.typed_params(route.params))
    paths = params.pop("expand", [])
    with nullcontext() if route.method == "GET" else state.writing():
        response = Response.of(expansion.rendered(route.handler(params, **ids), paths))
        idempotency.remember(request, response)
    return response


def _route(request: Request) -> tuple[Route, dict[str, str]]:
    path = request.path.strip("/").removeprefix("v1/")
    found = [(route, ids) for route in ROUTES if (ids := route.ids(path)) is not None]
    for route, ids in found:
        if route.method == request.method:
            return route, ids
    text = f"Unrecognized request URL ({request.method}: {request.path}). "
    help = "Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
    raise WireError(text + help, status=405 if found else 404)
