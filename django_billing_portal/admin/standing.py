"""How a customer stands at Stripe now: what they pay for, and which tasks would work."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ..exceptions import BillingPortalError
from ..flows import BUILT_IN, SubscriptionUpdateConfirm
from ..services.desk import check_for_staff, look_for_staff
from ..services.desk.wording import told_staff

if TYPE_CHECKING:
    from django.db.models import Model

    from ..models import PortalCustomer
    from ..services.desk import Desk


def standing_of(subject: "Model | None", row: "PortalCustomer") -> dict[str, Any]:
    """Return what the page shows; a refusal, where nobody can be asked about."""
    if subject is None:
        return {"refusal": _("Whoever is billed is gone.")}
    try:
        desk = look_for_staff(subject)
    except BillingPortalError as error:
        return {"refusal": f"{told_staff(error)} ({error.code})"}
    return {"desk": desk, "differs": desk.customer.id != row.customer, "tasks": [] if desk.trouble else _tasks(desk)}


def _tasks(desk: "Desk") -> list[dict[str, Any]]:
    # A change of plan that is to be confirmed has to be put together first.
    wanted = [None, *(flow() for flow in BUILT_IN.values() if flow is not SubscriptionUpdateConfirm)]
    return [
        {
            "label": flow.default_label if flow else _("Open the billing portal"),
            "obstacles": check_for_staff(desk, flow).obstacles,
        }
        for flow in wanted
    ]
