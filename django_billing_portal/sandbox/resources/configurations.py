"""Portal configurations. https://docs.stripe.com/api/customer_portal/configurations"""

from typing import Any

from django_billing_portal.sandbox import clock, faults, merging, objects, store
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

from . import configuration_rules

REASONS = [
    "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive",
    "unused",
]  # fmt: skip
FEATURES: Json = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "feedback_options": None, "options": REASONS},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [{"interval": "month", "interval_count": 1}], "type": "interval_options"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": "unchanged",
        "default_allowed_updates": [],
        "enabled": False,
        "products": [],
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
TEMPLATE: Json = {
    "active": True,
    "application": None,
    "business_profile": {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
    "default_return_url": None,
    "features": FEATURES,
    "is_default": False,
    "login_page": {"enabled": False, "url": None},
    "metadata": {},
    "name": None,
}
# The sandbox has no login page: the address has Stripe's shape and leads nowhere.
LOGIN = "https://billing.stripe.com/p/login"
TYPE = "billing_portal.configuration"
QUANTITY = {"enabled": False, "maximum": None, "minimum": 1}


def create(params: Json, **seeded: Any) -> Json:
    """Create a configuration; an ``id`` is for seeds.

    The first one becomes the default: at Stripe that takes the Dashboard, which the sandbox has not.
    """
    is_first = not store.list(TYPE, is_default=True)
    fields = merging.filled(TEMPLATE, params) | {"updated": clock.now(), "is_default": is_first}
    configuration_rules.check(_completed(fields))
    return objects.create(TYPE, "bpc", announce="billing_portal.configuration.created", **fields | seeded)


def update(params: Json, id: str) -> Json:
    """Change a configuration; as at Stripe the whole of it is checked again."""
    configuration = store.require(TYPE, id, "configuration", status=404)
    fields = merging.changes(configuration, params) | {"updated": clock.now()}
    configuration_rules.check(_completed(configuration | fields))
    return objects.change(configuration, **fields)


def default() -> Json | None:
    """Return the default configuration of this account, if one was saved."""
    return next(iter(saved(store.list(TYPE, is_default=True))), None)


def saved(found: list[Json], params: Json | None = None) -> list[Json]:  # noqa: ARG001
    """Leave the default configuration out while a fault says that nobody has saved one."""
    return [each for each in found if not (each["is_default"] and faults.is_on("no_configuration"))]


def _completed(fields: Json) -> Json:
    for product in fields["features"]["subscription_update"]["products"]:
        product["adjustable_quantity"] = QUANTITY | product.get("adjustable_quantity", {})
    page = fields["login_page"]
    address = page["url"] or f"{LOGIN}/{store.new_id('test')}"
    page["url"] = address if page["enabled"] else None
    return fields


ROUTES = (
    Route("POST", "billing_portal/configurations", "billing_portal.ConfigurationCreateParams", create),
    Route("GET", "billing_portal/configurations", "billing_portal.ConfigurationListParams",
          index(TYPE, "billing_portal/configurations", select=saved)),
    Route("GET", "billing_portal/configurations/{id}", "billing_portal.ConfigurationRetrieveParams", retrieval(TYPE)),
    Route("POST", "billing_portal/configurations/{id}", "billing_portal.ConfigurationUpdateParams", update),
)  # fmt: skip
