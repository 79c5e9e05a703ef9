"""What Stripe refuses to save in a portal configuration."""

from django_billing_portal.sandbox import store
from django_billing_portal.sandbox.addresses import require_url
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import at_most, path

MOST_PRODUCTS = 10


def check(configuration: Json) -> None:
    """Raise the first refusal."""
    profile, features = configuration["business_profile"], configuration["features"]
    at_most(profile["headline"], 60, "business_profile[headline]")
    at_most(configuration["name"], 256, "name")
    require_url(configuration["default_return_url"], "default_return_url")
    for key in ("privacy_policy_url", "terms_of_service_url"):
        require_url(profile[key], f"business_profile[{key}]")
    _check_cancel(features["subscription_cancel"])
    _check_update(features)
    _check_products(features["subscription_update"]["products"])


def _check_cancel(cancel: Json) -> None:
    param = "features[subscription_cancel][proration_behavior]"
    if cancel["proration_behavior"] == "always_invoice":
        raise WireError("Invalid proration_behavior: must be one of none, or create_prorations", param=param)
    if cancel["proration_behavior"] == "create_prorations" and cancel["mode"] != "immediately":
        # Unverified text: the rule is documented, its refusal was not seen.
        raise WireError("`create_prorations` is only possible if `mode` is `immediately`.", param=param)


def _check_update(features: Json) -> None:
    if not features["subscription_update"]["enabled"]:
        return
    if not features["payment_method_update"]["enabled"]:
        raise WireError("Cannot enable subscription updates while payment method update is disabled.")
    for name in ("default_allowed_updates", "products"):
        if not features["subscription_update"][name]:
            missing = f"features[subscription_update][{name}]"
            raise WireError(f"Missing required param: {missing}.", code="parameter_missing", param=missing)


def _check_products(products: list[Json]) -> None:
    param = "features[subscription_update][products]"
    if len(products) > MOST_PRODUCTS:
        # Unverified text.
        raise WireError(f"You can only provide up to {MOST_PRODUCTS} products.", param=param)
    for position, product in enumerate(products):
        _check_product(product, path(param, position))


def _check_product(product: Json, param: str) -> None:
    store.require("product", product["product"], path(param, "product"))
    intervals = set()
    for position, id in enumerate(product["prices"]):
        price = store.require("price", id, path(path(param, "prices"), position))
        if not price["active"] or price["type"] != "recurring" or price["recurring"]["usage_type"] != "licensed":
            raise WireError("Only active, per unit licensed prices are supported.")
        interval = (price["recurring"]["interval"], price["recurring"]["interval_count"])
        if price["product"] != product["product"] or interval in intervals:
            # Unverified texts: one for a price of another product, one for two prices of the same interval.
            raise WireError(f"The price `{id}` cannot be listed for `{product['product']}`.", param=param)
        intervals.add(interval)
