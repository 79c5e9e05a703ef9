"""What a change of plan costs: today, and from then on."""

from dataclasses import dataclass

from django_billing_portal.sandbox import clock, store, validity
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.store import Json

from . import catalog
from .presenters.discounts import reduced
from .visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """Hold a coupon to be added, and the id of the promotion code that it came by."""

    coupon: Json
    promotion_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Hold what the customer wants."""

    price: Json
    quantity: int
    redemptions: tuple[Redemption, ...] = ()

    def is_none(self, subscription: Json) -> bool:
        """Tell whether nothing would change."""
        item = catalog.only_item(subscription)
        same = (catalog.price_of(item)["id"], item.get("quantity", 1)) == (self.price["id"], self.quantity)
        return same and not self.redemptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Hold the figures of a change, in the currency's smallest unit."""

    due_now: int
    per_period: int
    restarts: bool
    """Whether a new billing period begins today."""
    ends_trial: bool
    period_end: int


def quote(visit: Visit, subscription: Json, change: Change) -> Quote:
    """Reckon with the configuration's rules for proration, billing cycle and trials."""
    rules, item = visit.feature("subscription_update"), catalog.only_item(subscription)
    ends_trial = subscription["status"] == "trialing" and rules.get("trial_update_behavior") != "continue_trial"
    restarts = ends_trial or rules.get("billing_cycle_anchor") == "now" or _turns(item, change.price)
    coupons = [*catalog.coupons_of(subscription), *(each.coupon for each in change.redemptions)]
    per_period = reduced(amount(change.price, change.quantity), coupons)
    credit = _credit(subscription, rules, coupons)
    return Quote(
        due_now=_due_now(rules, item, per_period, credit, restarts=restarts),
        per_period=per_period,
        restarts=restarts,
        ends_trial=ends_trial,
        period_end=_next_end(change.price) if restarts else item["current_period_end"],
    )


def amount(price: Json, quantity: int) -> int:
    """Return what this many cost a period, before discounts; usage is unknown beforehand."""
    return int(price.get("unit_amount") or 0) * quantity


def _due_now(rules: Json, item: Json, per_period: int, credit: int, *, restarts: bool) -> int:
    if restarts:
        return max(per_period - credit, 0)
    if rules.get("proration_behavior") != "always_invoice":
        return 0
    return max(round(per_period * _unused(item)) - credit, 0)


def _credit(subscription: Json, rules: Json, coupons: list[Json]) -> int:
    if rules.get("proration_behavior", "none") == "none" or subscription["status"] == "trialing":
        return 0
    item = catalog.only_item(subscription)
    paid = reduced(amount(catalog.price_of(item), item.get("quantity", 1)), coupons)
    return round(paid * _unused(item))


def _unused(item: Json) -> float:
    start, end = int(item["current_period_start"]), int(item["current_period_end"])
    return min(max((end - clock.now()) / max(end - start, 1), 0.0), 1.0)


def _turns(item: Json, price: Json) -> bool:
    return _cycle(catalog.price_of(item)) != _cycle(price)


def _cycle(price: Json) -> tuple[str, int]:
    return price["recurring"]["interval"], int(price["recurring"].get("interval_count") or 1)


def _next_end(price: Json) -> int:
    return later(clock.now(), *_cycle(price))


def redemption_of(code: str, customer: str) -> Redemption | None:
    """Find an active promotion code, written in any case, that this customer may redeem."""
    for each in store.list("promotion_code"):
        if each["code"].lower() == code.lower() and validity.is_active(each) and each["customer"] in {None, customer}:
            return redemption(each)
    return None


def redemption(promotion: Json) -> Redemption:
    """Redeem a promotion code's coupon."""
    return Redemption(coupon=catalog.found(promotion["promotion"]["coupon"]), promotion_code=promotion["id"])
