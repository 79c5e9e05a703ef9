"""API keys: the sandbox takes any test key and no other. https://docs.stripe.com/keys"""

import re

from .errors import WireError
from .exchange import Request

TEST_KEY = re.compile(r"[sr]k_test_\w+")
ACCOUNT = "acct_sandbox"
NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth"
    " (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or"
    " we can help at https://support.stripe.com/."
)


def bearer(request: Request) -> str:
    """Return the key that a request brings, or nothing."""
    scheme, _, key = request.header("Authorization").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def authenticate(request: Request) -> None:
    """Refuse a request without a test key."""
    key = bearer(request)
    if not key:
        raise WireError(NO_KEY, status=401)
    if not TEST_KEY.fullmatch(key):
        raise wrong(key)


def wrong(key: str) -> WireError:
    """Say that a key is none."""
    return WireError(f"Invalid API Key provided: {masked(key)}", status=401)


def not_permitted(key: str) -> WireError:
    """Say that a restricted key lacks a right."""
    return WireError(
        f"The provided key '{masked(key)}' does not have the required permissions for this endpoint on account"
        f" '{ACCOUNT}'. Having the 'rak_customer_portal_write' permission would allow this request to continue.",
        status=403,
    )


def masked(key: str) -> str:
    """Return a key as Stripe prints it: its kind and its end."""
    kind = re.match(r"[a-z]+_(?:test|live)_", key)
    start = kind[0] if kind else ""
    return f"{start}{'*' * max(len(key) - len(start) - 4, 4)}{key[-4:] if len(key) > len(start) + 4 else ''}"
