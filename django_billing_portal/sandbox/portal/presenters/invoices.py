"""An invoice as a row of the history."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json

from .dates import date
from .money import money


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """Hold the words about one invoice."""

    id: str
    number: str
    date: str
    description: str
    total: str
    status: str
    tone: str


def invoices_of(visit: Visit) -> list[InvoiceRow]:
    """Put the customer's invoices in words, newest first; drafts are none of theirs."""
    return [invoice_row(each) for each in visit.owned("invoice") if each["status"] != "draft"]


def invoice_row(invoice: Json) -> InvoiceRow:
    """Put an invoice in words."""
    status, tone = _status(invoice["status"])
    return InvoiceRow(
        id=invoice["id"],
        number=str(invoice.get("number") or invoice["id"]),
        date=date(invoice["created"]),
        description=_description(invoice),
        total=money(invoice["total"], invoice["currency"]),
        status=status,
        tone=tone,
    )


def _description(invoice: Json) -> str:
    return ", ".join(line["description"] for line in invoice["lines"].get("data", ())) or _("One-time payment")


def _status(status: str) -> tuple[str, str]:
    return {
        "paid": (_("Paid"), "good"),
        "open": (_("Open"), "warn"),
        "void": (_("Void"), "quiet"),
    }.get(status, (_("Unpaid"), "bad"))
