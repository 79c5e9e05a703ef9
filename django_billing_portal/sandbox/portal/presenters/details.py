"""What the customer's invoices say about them."""

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal.actions import details
from django_billing_portal.sandbox.store import Json


def detail_rows(customer: Json) -> list[tuple[str, str]]:
    """Return label and text of what is known."""
    rows = {
        _("Name"): customer.get("name"),
        _("E-mail"): customer.get("email"),
        _("Phone"): customer.get("phone"),
        _("Billing address"): _address(customer.get("address")),
        _("Shipping address"): _address((customer.get("shipping") or {}).get("address")),
        _("Tax ID"): "\n".join(each["value"] for each in details.tax_ids_of(customer)),
    }
    return [(label, str(text)) for label, text in rows.items() if text]


def _address(address: Json | None) -> str:
    parts = address or {}
    town = " ".join(str(parts[key]) for key in ("postal_code", "city") if parts.get(key))
    lines = [parts.get("line1"), parts.get("line2"), town, parts.get("state"), parts.get("country")]
    return "\n".join(str(line) for line in lines if line)
