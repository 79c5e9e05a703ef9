"""Name, address and tax id."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from django_billing_portal.sandbox.portal import endings
from django_billing_portal.sandbox.portal.actions import details
from django_billing_portal.sandbox.portal.forms.details import DetailsForm
from django_billing_portal.sandbox.portal.pages import not_here, portal_page, show
from django_billing_portal.sandbox.portal.visits import Visit


@portal_page("customer_update")
def edit(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Edit what the configuration allows."""
    if not visit.edits_details:
        raise not_here()
    allowed = visit.feature("customer_update")["allowed_updates"]
    form = DetailsForm(request.POST or None, customer=visit.customer, allowed=allowed)
    if form.is_valid():
        details.update(visit.customer, **form.changes())
        if form.cleaned_data.get("tax_id"):
            details.set_tax_id(
                visit.customer, type=form.cleaned_data["tax_id_type"], value=form.cleaned_data["tax_id"]
            )
        return endings.finish(visit, "details-saved")
    return show(request, visit, "details", heading=_("Update billing details"), form=form)
