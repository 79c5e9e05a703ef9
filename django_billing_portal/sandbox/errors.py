"""Stripe's errors as they go over the wire. https://docs.stripe.com/api/errors"""

from typing import Any

DOCS = "https://stripe.com/docs/error-codes/"


class WireError(Exception):
    """Answer a request with Stripe's error envelope instead of an object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.headers = headers or {}

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the envelope; what Stripe has nothing to say about is absent, not null."""
        told = {
            "code": self.code,
            "doc_url": self.code and DOCS + self.code.replace("_", "-"),
            "message": self.message,
            "param": self.param,
            "request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}",
            "type": self.type,
        }
        return {"error": {key: value for key, value in told.items() if value}}


def of_other_mode(what: str, id: str, param: str, *, status: int = 400) -> WireError:
    """Say that an id names something, but not in this mode."""
    other = "a similar object exists in live mode, but a test mode key was used to make this request."
    return WireError(f"No such {what}: '{id}'; {other}", status=status, code="resource_missing", param=param)


def no_such(what: str, id: str, param: str, *, status: int = 400) -> WireError:
    """Say that an id names nothing here, in Stripe's words."""
    return WireError(f"No such {what}: '{id}'", status=status, code="resource_missing", param=param)
