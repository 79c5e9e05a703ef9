"""What Nordlicht sells, and what its customers may do in the portal."""

from collections.abc import Callable
from functools import partial

from django_billing_portal.sandbox.resources import configurations, coupons, prices, products, promotion_codes
from django_billing_portal.sandbox.store import Json

PLANS = {"starter": ("Starter", 900), "pro": ("Pro", 2900), "business": ("Business", 7900)}
TERMS = {"monthly": ("month", 1), "yearly": ("year", 10)}
"""The interval, and how many months a customer pays for."""
COUPON = {"id": "STAY20", "name": "Stay with us", "percent_off": 20, "duration": "repeating", "duration_in_months": 3}
FEATURES: Json = {
    "customer_update": {"enabled": True, "allowed_updates": ["name", "email", "address", "phone", "tax_id"]},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {
        "enabled": True,
        "mode": "at_period_end",
        "cancellation_reason": {"enabled": True, "options": configurations.REASONS},
    },
    "subscription_pause": {"enabled": True},
    "subscription_update": {
        "enabled": True,
        "default_allowed_updates": ["price", "quantity", "promotion_code"],
        "proration_behavior": "create_prorations",
        "products": [
            {
                "product": f"prod_{plan}",
                "prices": [f"price_{plan}_{term}" for term in TERMS],
                "adjustable_quantity": {"enabled": True, "minimum": 1, "maximum": 50},
            }
            for plan in PLANS
        ],
    },
}


def world() -> dict[str, Callable[[], object]]:
    """Return how to make each object, by its id, in an order that works."""
    making: dict[str, Callable[[], object]] = {}
    for plan, (name, _) in PLANS.items():
        making[f"prod_{plan}"] = partial(products.create, {"id": f"prod_{plan}", "name": f"Nordlicht {name}"})
        making |= {f"price_{plan}_{term}": partial(_make_price, plan, term) for term in TERMS}
    return making | {
        "STAY20": partial(coupons.create, COUPON),
        "promo_welcome": _make_code,
        "bpc_default": partial(configurations.create, {"name": "Default", "features": FEATURES}, id="bpc_default"),
    }


def _make_price(plan: str, term: str) -> None:
    interval, months = TERMS[term]
    params = {
        "currency": "eur",
        "lookup_key": f"{plan}_{term}",
        "product": f"prod_{plan}",
        "recurring": {"interval": interval},
        "tax_behavior": "inclusive",
        "unit_amount": PLANS[plan][1] * months,
    }
    prices.create(params, id=f"price_{plan}_{term}")


def _make_code() -> None:
    promotion = {"type": "coupon", "coupon": COUPON["id"]}
    promotion_codes.create({"code": "WELCOME20", "promotion": promotion}, id="promo_welcome")
