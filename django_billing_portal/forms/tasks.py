"""What a customer may be asked to do: the portal's home page, a declared flow, or one of Stripe's six."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ..conf import portal_settings
from ..flows import (
    BUILT_IN,
    Flow,
    HostedConfirmation,
    Item,
    PortalHomepage,
    Redirect,
    SubscriptionCancel,
    SubscriptionFlow,
    SubscriptionUpdateConfirm,
)
from ..flows.items import DISCOUNTS

if TYPE_CHECKING:
    from ..flows import AfterCompletion, Discount

HOME = "home"
NAMED = "named:"


def declared() -> dict[str, Flow]:
    """Return the project's flows by name, without what is no flow: a check tells of those."""
    given: Mapping[str, object] = portal_settings.FLOWS
    return {name: flow for name, flow in given.items() if isinstance(flow, Flow)}


def task_choices() -> list[Any]:
    """Return the choices, in groups."""
    groups = [
        (_("All of it"), [(HOME, _("The portal's home page"))]),
        (_("One task"), [(type, str(flow.default_label)) for type, flow in BUILT_IN.items()]),
    ]
    own = [(f"{NAMED}{name}", f"{flow.label or flow.default_label} ({name})") for name, flow in declared().items()]
    return [*groups, (_("As this site offers it"), own)] if own else groups


def flow_of(task: str) -> "type[Flow] | Flow | None":
    """Return the declared flow, or the class of the type, that a choice means."""
    return declared().get(task.removeprefix(NAMED)) if task.startswith(NAMED) else BUILT_IN.get(task)


def goes_with() -> Mapping[str, frozenset[str]]:
    """Name the tasks that each field is for."""
    types = {type: frozenset({type}) for type in BUILT_IN}
    about_one = {type for type, flow in BUILT_IN.items() if issubclass(flow, SubscriptionFlow)}
    open_ones = {f"{NAMED}{name}" for name, flow in declared().items() if flow.needs_subscription}
    change, cancel = types[SubscriptionUpdateConfirm.type], types[SubscriptionCancel.type]
    fields = {"price": change, "quantity": change, "discount": change, "retention_coupon": cancel}
    return {"subscription": frozenset(about_one | open_ones), **fields, "after": frozenset(BUILT_IN)}


def label_of(task: str) -> str:
    """Return what the button of a task says, in the active language."""
    found: Any = flow_of(task)
    return str(found.label or found.default_label) if isinstance(found, Flow) else _of_type(found)


def _of_type(found: "type[Flow] | None") -> str:
    return str(found.default_label) if found else _("Open the billing portal")


def build_flow(task: str, given: Mapping[str, Any]) -> Flow | None:
    """Return the flow that staff put together; raises InvalidFlow."""
    found, subscription = flow_of(task), given.get("subscription")
    if found is None:
        return None
    if isinstance(found, Flow):
        return found.with_subscription(subscription) if subscription else found
    return found(**dict(_parameters(found, given)))


def _parameters(flow: type[Flow], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "after_completion", _end(given)
    if issubclass(flow, SubscriptionFlow):
        yield "subscription", given.get("subscription") or None
    if flow is SubscriptionCancel:
        yield "retention_coupon", given.get("retention_coupon") or None
    if flow is SubscriptionUpdateConfirm:
        yield "items", [Item(price=given.get("price") or None, quantity=given.get("quantity"))]
        yield "discounts", list(_discounts(given.get("discount") or ""))


def _discounts(chosen: str) -> "Iterator[Discount]":
    kind, _colon, id = chosen.partition(":")
    if chosen:
        yield DISCOUNTS[kind](id)


def _end(given: Mapping[str, Any]) -> "AfterCompletion | None":
    match given.get("after"):
        case Redirect.type:
            return Redirect(url=given.get("after_url") or "")
        case HostedConfirmation.type:
            return HostedConfirmation(message=given.get("after_message") or None)
        case PortalHomepage.type:
            return PortalHomepage()
    return None
