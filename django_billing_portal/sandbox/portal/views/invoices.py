"""One invoice."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal.pages import not_here, portal_page, show
from django_billing_portal.sandbox.portal.presenters.invoices import invoice_row
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json


@portal_page("invoice_history")
def invoice(request: HttpRequest, visit: Visit, invoice: Json) -> HttpResponseBase:
    """Show an invoice's figures."""
    if invoice["status"] == "draft":
        raise not_here()
    return show(request, visit, "invoice", heading=_("Invoice"), invoice=invoice_row(invoice))
