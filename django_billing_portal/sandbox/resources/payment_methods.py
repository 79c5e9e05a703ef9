"""Payment methods: cards, attached to customers. https://docs.stripe.com/api/payment_methods"""

from django_billing_portal.sandbox import merging, objects, store
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.portal.actions import payment_methods
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "allow_redisplay": "unspecified",
    "billing_details": {"address": {}, "email": None, "name": None, "phone": None, "tax_id": None},
    "customer": None,
    "customer_account": None,
    "metadata": {},
    "type": "card",
}
BRANDS = {
    "pm_card_visa": ("visa", "4242"),
    "pm_card_mastercard": ("mastercard", "4444"),
    "pm_card_amex": ("amex", "0005"),
}


def card(*, brand: str = "visa", last4: str = "4242", exp_month: int = 12, exp_year: int = 2034) -> Json:
    """Return the ``card`` hash of a payment method."""
    return {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "DE",
        "display_brand": brand,
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": f"sandbox{last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": last4,
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def add_card(customer: str, *, id: str | None = None, **details: object) -> Json:
    """Attach a new card to a customer: what the portal's form and the seeds do."""
    method = objects.create("payment_method", "pm", id=id, **merging.filled(TEMPLATE, {}), card=card(**details))  # type: ignore[arg-type]
    return objects.change(method, announce="payment_method.attached", customer=customer)


def attach(params: Json, id: str) -> Json:
    """Attach a card to a customer; Stripe's own test names, ``pm_card_visa``, give a new card."""
    customer = store.require("customer", params.get("customer", ""), "customer")
    if id in BRANDS:
        brand, last4 = BRANDS[id]
        return add_card(customer["id"], brand=brand, last4=last4)
    method = store.require("payment_method", id, "payment_method", status=404)
    return objects.change(method, announce="payment_method.attached", customer=customer["id"])


def detach(params: Json, id: str) -> Json:  # noqa: ARG001
    """Detach a card, and forget it wherever it was the default."""
    method = store.require("payment_method", id, "payment_method", status=404)
    if not method["customer"]:
        raise WireError("The payment method you provided is not attached to a customer so detachment is impossible.")
    payment_methods.remove(store.require("customer", method["customer"], "customer"), method)
    return store.require("payment_method", id, "payment_method")


ROUTES = (
    Route("GET", "payment_methods", "PaymentMethodListParams", index("payment_method", "payment_methods")),
    Route("GET", "payment_methods/{id}", "PaymentMethodRetrieveParams", retrieval("payment_method")),
    Route("POST", "payment_methods/{id}/attach", "PaymentMethodAttachParams", attach),
    Route("POST", "payment_methods/{id}/detach", "PaymentMethodDetachParams", detach),
)
