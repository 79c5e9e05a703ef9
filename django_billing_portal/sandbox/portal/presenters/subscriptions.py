"""A subscription as a card on the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import catalog, obstacles
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json

from .dates import date
from .discounts import discount_text
from .prices import price_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Name a page where something can be done."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCard:
    """Hold the words about one subscription."""

    id: str
    name: str
    price: str
    status: str
    tone: str
    line: str
    discounts: list[str]
    actions: list[Action]


def subscription_card(visit: Visit, subscription: Json) -> SubscriptionCard:
    """Put a subscription in words."""
    item = catalog.only_item(subscription)
    status, tone = _status(subscription)
    return SubscriptionCard(
        id=subscription["id"],
        name=catalog.subscription_name(subscription),
        price=price_text(catalog.price_of(item), item.get("quantity") or 1),
        status=status,
        tone=tone,
        line=_line(subscription, item),
        discounts=[discount_text(coupon) for coupon in catalog.coupons_of(subscription)],
        actions=_actions(visit, subscription),
    )


def _status(subscription: Json) -> tuple[str, str]:
    if obstacles.is_ending(subscription):
        return _("Cancelled"), "warn"
    return {
        "active": (_("Active"), "good"),
        "trialing": (_("Trial"), "good"),
        "paused": (_("Paused"), "warn"),
        "past_due": (_("Past due"), "bad"),
        "unpaid": (_("Unpaid"), "bad"),
        "canceled": (_("Ended"), "warn"),
    }.get(subscription["status"], (_("Incomplete"), "warn"))


def _line(subscription: Json, item: Json) -> str:
    end = item["current_period_end"]
    if obstacles.is_ending(subscription):
        return _("Your subscription ends on %(date)s.") % {"date": date(subscription.get("cancel_at") or end)}
    if subscription["status"] == "paused":
        return _paused_line(subscription.get("_resumes_at"))
    if subscription["status"] == "trialing":
        return _("Your trial ends on %(date)s.") % {"date": date(subscription.get("trial_end") or end)}
    return _("Your subscription renews on %(date)s.") % {"date": date(end)}


def _paused_line(resumes_at: int | None) -> str:
    if resumes_at:
        return _("Paused until %(date)s.") % {"date": date(resumes_at)}
    return _("Paused until you resume it.")


def _actions(visit: Visit, subscription: Json) -> list[Action]:
    may = visit.has
    offered = [
        (_("Don't cancel"), "renew", may("subscription_cancel") and not obstacles.to_renew(subscription)),
        (_("Resume"), "resume", may("subscription_pause") and not obstacles.to_resume(subscription)),
        (_("Update plan"), "plan", may("subscription_update") and not obstacles.to_update(subscription, visit)),
        (_("Pause"), "pause", may("subscription_pause") and not obstacles.to_pause(subscription)),
        (_("Cancel plan"), "cancel", may("subscription_cancel") and not obstacles.to_cancel(subscription)),
    ]
    return [Action(label=label, url=visit.url(name, subscription["id"])) for label, name, shown in offered if shown]
