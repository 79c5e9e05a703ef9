from django_billing_portal.exceptions import Fault, FlowUnavailable, StripeRefused


class SwitchedOff(FlowUnavailable):
    """Raised as FlowUnavailable where the operator, not the customer, can change that."""

    fault = Fault.OPERATOR


class Misused(StripeRefused):
    """Raised as StripeRefused where our code is wrong."""

    fault = Fault.CODE


NO_ADDRESS = "API_BASE or PROXY is no address that HTTP could call."


class WireError(Exception):
    """Raised where no usable answer came; its text is ours and holds no header, URL or body."""

    def __init__(self, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason)
        self.retry = retry


class WrongSetup(WireError):
    """Raised where waiting does not help: a peer that is not trusted, an address or key that cannot be sent."""
