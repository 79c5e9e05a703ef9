"""The answers of faults that answer at all; the transport knows the others."""

from . import faults, keys
from .errors import WireError
from .exchange import Request, Response

LOCKED = (
    "This object can't be accessed right now because another API request or Stripe process currently accessing it. If"
    " you see this error intermittently, retry the request. If you see this error frequently and are making multiple"
    " concurrent requests to a single object, make your requests serially or at a lower rate."
)
PAGE = "<!DOCTYPE html><title>Sign in to the Wi-Fi</title><h1>Welcome to our network</h1>"


def stand_in(request: Request) -> Response | None:
    """Return a page that is no answer of Stripe's, or raise the refusal that a fault asks for."""
    if faults.is_on("server_error"):
        raise WireError("An unknown error occurred", status=500, type="api_error")
    if faults.is_on("rate_limit"):
        raise WireError(
            "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
            status=429,
            code="rate_limit",
            headers={"Stripe-Rate-Limited-Reason": "endpoint-rate"},
        )
    if faults.is_on("lock_timeout"):
        raise WireError(LOCKED, status=429, code="lock_timeout", headers={"Stripe-Should-Retry": "true"})
    if faults.is_on("wrong_key"):
        raise keys.wrong(keys.bearer(request))
    if faults.is_on("missing_permission"):
        raise keys.not_permitted(keys.bearer(request))
    if faults.is_on("garbage"):
        return Response(status=200, body=PAGE, headers={"Content-Type": "text/html"})
    return None
