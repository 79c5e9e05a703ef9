"""One log record for each failure, wherever it happens: code, request id and our own words, never a secret."""

import logging

from .exceptions import BillingPortalError, Fault

logger = logging.getLogger("django_billing_portal")

LEVELS = {
    Fault.OPERATOR: logging.ERROR,
    Fault.CODE: logging.ERROR,
    Fault.DATA: logging.ERROR,
    Fault.TRANSIENT: logging.WARNING,
    Fault.CUSTOMER: logging.INFO,
}


def record(error: BillingPortalError, *, told: str = "") -> None:
    """Log a failure for the operator, once, however many layers it passes: as it is ``told``, or in its own words."""
    if error.is_recorded:
        return
    error.is_recorded = True
    logger.log(
        LEVELS[error.fault],
        "%s",
        told or error,
        extra={
            "billing_code": error.code,
            "billing_fault": str(error.fault),
            "request_id": error.request_id,
            "http_status": error.http_status,
            "stripe_code": error.stripe_code,
            "stripe_param": error.param,
        },
    )


def recorded(error: BillingPortalError) -> BillingPortalError:
    """Log a failure, and return it as it may leave this app."""
    record(error)
    # The frames further down hold URLs and tokens, and error trackers keep the locals of every frame they see.
    return error.with_traceback(None)
