"""Invoices, to be read. https://docs.stripe.com/api/invoices"""

from django_billing_portal.sandbox import clock, events, merging, objects, store
from django_billing_portal.sandbox.portal import catalog
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "account_country": "DE",
    "account_name": None,
    "account_tax_ids": None,
    "amount_due": 0,
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_remaining": 0,
    "amount_shipping": 0,
    "application": None,
    "attempt_count": 1,
    "attempted": True,
    "auto_advance": False,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None},
    "automatically_finalizes_at": None,
    "billing_reason": "subscription_cycle",
    "collection_method": "charge_automatically",
    "currency": None,
    "custom_fields": None,
    "customer": None,
    "customer_account": None,
    "customer_address": None,
    "customer_email": None,
    "customer_name": None,
    "customer_phone": None,
    "customer_shipping": None,
    "customer_tax_exempt": "none",
    "customer_tax_ids": [],
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [],
    "due_date": None,
    "effective_at": None,
    "ending_balance": 0,
    "footer": None,
    "from_invoice": None,
    "hosted_invoice_url": None,
    "invoice_pdf": None,
    "issuer": {"type": "self"},
    "last_finalization_error": None,
    "latest_revision": None,
    "lines": {},
    "metadata": {},
    "next_payment_attempt": None,
    "number": None,
    "on_behalf_of": None,
    "parent": None,
    "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
    "period_end": 0,
    "period_start": 0,
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "receipt_number": None,
    "rendering": None,
    "shipping_cost": None,
    "shipping_details": None,
    "starting_balance": 0,
    "statement_descriptor": None,
    "status": "paid",
    "status_details": None,
    "subtotal": 0,
    "subtotal_excluding_tax": 0,
    "test_clock": None,
    "threshold_reason": None,
    "total": 0,
    "total_discount_amounts": [],
    "total_excluding_tax": 0,
    "total_pretax_credit_amounts": [],
    "total_taxes": [],
    "webhooks_delivered_at": None,
}
EVENTS = {
    True: ("invoice.created", "invoice.finalized", "invoice.paid"),
    False: ("invoice.created", "invoice.finalized", "invoice.payment_failed"),
}
TOTALS = ("subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax", "amount_due")


def bill(subscription: Json, *, reason: str, total: int | None = None, age: int = 0, paid: bool = True) -> Json:
    """Write an invoice of ``age`` seconds ago, for the subscription's items or another total, and its events.

    The subscription's ``latest_invoice`` is its caller's to set.
    """
    customer = store.require("customer", subscription["customer"], "customer")
    amounts = _amounts(_price_of(subscription) if total is None else total, paid=paid)
    fields = _of_whom(customer, subscription) | amounts | _dates(clock.now() - age, paid=paid)
    invoice = objects.create("invoice", "in", **merging.filled(TEMPLATE, {"billing_reason": reason}) | fields)
    store.put(customer | {"next_invoice_sequence": customer["next_invoice_sequence"] + 1})
    for name in EVENTS[paid]:
        events.record(name, invoice)
    return invoice


def _price_of(subscription: Json) -> int:
    return sum((item["price"]["unit_amount"] or 0) * item["quantity"] for item in subscription["items"]["data"])


def _of_whom(customer: Json, subscription: Json) -> Json:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "lines": objects.listing("/v1/invoices/lines", [_line(subscription)]),
        "number": f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        "on_behalf_of": subscription["on_behalf_of"],
        "parent": {"type": "subscription_details", "quote_details": None, "subscription_details": details},
    }


def _line(subscription: Json) -> Json:
    return {
        "id": store.new_id("il"),
        "object": "line_item",
        "amount": _price_of(subscription),
        "currency": subscription["currency"],
        "description": catalog.subscription_name(subscription),
        "discountable": True,
        "livemode": False,
        "metadata": {},
        "quantity": subscription["items"]["data"][0]["quantity"],
        "subscription": subscription["id"],
    }


def _amounts(amount: int, *, paid: bool) -> Json:
    return dict.fromkeys(TOTALS, amount) | {"amount_paid" if paid else "amount_remaining": amount}


def _dates(then: int, *, paid: bool) -> Json:
    moments = {"finalized_at": then, "marked_uncollectible_at": None, "voided_at": None}
    return {
        **dict.fromkeys(("created", "effective_at", "period_end", "period_start"), then),
        "status": "paid" if paid else "open",
        "status_transitions": moments | {"paid_at": then if paid else None},
    }


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the invoices of the subscription that is asked for."""
    return [each for each in found if params.get("subscription") in {None, _subscription(each)}]


def _subscription(invoice: Json) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


LIST = index("invoice", "invoices", select=chosen, beside=["subscription"])
ROUTES = (
    Route("GET", "invoices", "InvoiceListParams", LIST),
    Route("GET", "invoices/{id}", "InvoiceRetrieveParams", retrieval("invoice")),
)
