"""A payment method as a line on the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal.actions.payment_methods import default_of
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json

BRANDS = {
    "amex": ("American Express", "AMEX"),
    "diners": ("Diners Club", "DC"),
    "discover": ("Discover", "DISC"),
    "jcb": ("JCB", "JCB"),
    "mastercard": ("Mastercard", "MC"),
    "unionpay": ("UnionPay", "UP"),
    "visa": ("Visa", "VISA"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Hold the words about one payment method."""

    id: str
    brand: str
    mark: str
    label: str
    expiry: str
    is_default: bool
    is_removable: bool


def cards_of(visit: Visit) -> list[Card]:
    """Put the customer's payment methods in words, the default first."""
    methods = visit.cards()
    default = default_of(visit.customer)
    is_needed = len(methods) == 1 and bool(visit.subscriptions())
    shown = [card(method, is_default=method["id"] == default, is_removable=not is_needed) for method in methods]
    return sorted(shown, key=lambda each: not each.is_default)


def card(method: Json, *, is_default: bool = False, is_removable: bool = True) -> Card:
    """Put a payment method in words."""
    face = method.get("card") or {}
    brand = str(face.get("brand") or "")
    name, mark = BRANDS.get(brand, (_("Payment method"), "•••"))
    return Card(
        id=method["id"],
        brand=brand,
        mark=mark,
        label=f"{name} •••• {face['last4']}" if face else name,
        expiry=f"{face['exp_month']:02}/{face['exp_year']}" if face else "",
        is_default=is_default,
        is_removable=is_removable,
    )
