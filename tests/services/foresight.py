"""What preflight says, and what Stripe then does: for the same customer, flow and configuration."""

from dataclasses import dataclass
from typing import Any

from django_billing_portal import gateway
from django_billing_portal.exceptions import BillingPortalError
from django_billing_portal.flows import Flow
from django_billing_portal.refs import CustomerRef
from django_billing_portal.sandbox import store
from django_billing_portal.services.completion import completing_flow
from django_billing_portal.services.preflight import preflight
from django_billing_portal.services.stories import tell
from django_billing_portal.wire.deadline import Deadline

ALICE = CustomerRef("cus_alice")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was foreseen, and what came of it."""

    foreseen: list[str]
    refused: str
    """The code of the refusal; empty where Stripe minted."""


def look_and_mint(flow: Flow | None, customer: CustomerRef = ALICE, configuration: str | None = None) -> Verdict:
    """Ask first, then mint nevertheless."""
    foreseen = [each.code for each in preflight(customer, flow, configuration=configuration)]
    try:
        _mint(flow, customer, configuration)
    except BillingPortalError as error:
        return Verdict(foreseen=foreseen, refused=error.code)
    return Verdict(foreseen=foreseen, refused="")


def _mint(flow: Flow | None, customer: CustomerRef, configuration: str | None) -> None:
    deadline = Deadline.after(10)
    complete = flow and tell(completing_flow(flow, customer=customer, deadline=deadline))
    gateway.create_session(
        customer=customer,
        deadline=deadline,
        configuration=configuration,
        return_url="http://testserver/",
        flow_data=complete.as_params() if complete else None,
    )


def change(id: str, **fields: Any) -> None:
    """Change an object behind the API's back."""
    store.put((store.get(id) or {}) | fields)


def change_feature(name: str, **fields: Any) -> None:
    """Change a feature of the default configuration behind the API's back."""
    configuration = store.get("bpc_default") or {}
    configuration["features"][name] |= fields
    store.put(configuration)


def copy(id: str, new: str, **fields: Any) -> None:
    """Put a changed copy of an object beside it."""
    store.put((store.get(id) or {}) | {"id": new} | fields)
