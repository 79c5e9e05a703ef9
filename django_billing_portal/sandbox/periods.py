"""What happens by itself when time passes: renewals, ends of trials and pauses, cancels that were scheduled."""

from . import clock, objects, store
from .intervals import later
from .models import SandboxObject
from .portal import catalog
from .portal.actions import cancellations, pauses
from .portal.presenters.discounts import reduced
from .portal.quotes import amount
from .portal.visits import ENDED
from .resources import invoices
from .store import Json


def catch_up() -> None:
    """Let every subscription of every account live up to the sandbox's time."""
    rows = SandboxObject.objects.filter(type="subscription")
    for account in rows.order_by("account").values_list("account", flat=True).distinct():
        with store.acting_as(account):
            for subscription in store.list("subscription"):
                live(subscription)


def live(subscription: Json) -> Json:
    """Do to one subscription what its dates ask for, once for each period that has passed."""
    while step := _next_step(subscription):
        subscription = step
    return subscription


def _next_step(subscription: Json) -> Json | None:
    if subscription["status"] in ENDED:
        return None
    if subscription["status"] == "paused":
        return pauses.resume(subscription) if _is_due(subscription.get("_resumes_at")) else None
    if _is_due(_end_of(subscription)):
        return cancellations.end(subscription)
    return _renewed(subscription) if _is_due(catalog.only_item(subscription)["current_period_end"]) else None


def _end_of(subscription: Json) -> int | None:
    ends = catalog.only_item(subscription)["current_period_end"] if subscription["cancel_at_period_end"] else None
    return subscription["cancel_at"] or ends


def _is_due(timestamp: int | None) -> bool:
    return timestamp is not None and timestamp <= clock.now()


def _renewed(subscription: Json) -> Json:
    items = [_next_period(item) for item in subscription["items"]["data"]]
    status = "active" if subscription["status"] == "trialing" else subscription["status"]
    subscription = objects.change(subscription, status=status, items=subscription["items"] | {"data": items})
    total = sum(amount(item["price"], item["quantity"]) for item in items)
    invoice = invoices.bill(
        subscription, total=reduced(total, catalog.coupons_of(subscription)), reason="subscription_cycle"
    )
    return objects.change(subscription, latest_invoice=invoice["id"])


def _next_period(item: Json) -> Json:
    start, recurring = item["current_period_end"], item["price"]["recurring"]
    end = later(start, recurring["interval"], recurring["interval_count"])
    return item | {"current_period_start": start, "current_period_end": end}
