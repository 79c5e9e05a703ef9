"""The plans to choose from, and a change of plan before it is confirmed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import catalog
from django_billing_portal.sandbox.portal.quotes import Change, Quote
from django_billing_portal.sandbox.store import Json

from .dates import date
from .discounts import discount_text
from .money import money
from .prices import every, price_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold the words about one price."""

    id: str
    name: str
    description: str
    price: str
    is_current: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Hold the words about a change."""

    before: str
    after: str
    discounts: list[str]
    total_label: str
    total: str
    explanation: str


def plans(prices: list[Json], *, current: str, chosen: str) -> list[Plan]:
    """Put what may be chosen in words."""
    return [
        Plan(
            id=price["id"],
            name=catalog.product_name(price),
            description=str(catalog.found(price["product"]).get("description") or ""),
            price=price_text(price),
            is_current=price["id"] == current,
            is_chosen=price["id"] == chosen,
        )
        for price in prices
    ]


def preview(subscription: Json, change: Change, quote: Quote) -> Preview:
    """Put a change in words: from, to, and what it costs."""
    item = catalog.only_item(subscription)
    return Preview(
        before=_in_words(catalog.price_of(item), item.get("quantity") or 1),
        after=_in_words(change.price, change.quantity),
        discounts=[discount_text(each.coupon) for each in change.redemptions],
        total_label=_("Due today"),
        total=money(quote.due_now, change.price["currency"]),
        explanation=_explanation(change, quote),
    )


def _in_words(price: Json, quantity: int) -> str:
    return f"{catalog.counted(catalog.product_name(price), quantity)}: {price_text(price, quantity)}"


def _explanation(change: Change, quote: Quote) -> str:
    words = {
        "amount": f"{money(quote.per_period, change.price['currency'])} {every(change.price['recurring'])}",
        "date": date(quote.period_end),
    }
    return _("From %(date)s you will pay %(amount)s until you change or cancel your subscription.") % words
