"""Name, address and tax id, as far as the configuration allows."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_billing_portal.sandbox.store import Json

from . import addresses

TAX_ID_TYPES = [
    ("eu_vat", "EU VAT"),
    ("gb_vat", "GB VAT"),
    ("ch_vat", "CH VAT"),
    ("us_ein", "US EIN"),
    ("au_abn", "AU ABN"),
]
PLAIN = ("name", "email", "phone")
TAX = ("tax_id_type", "tax_id")
LEGENDS = {"address": _("Billing address"), "shipping": _("Shipping address")}


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the fields that belong together."""

    legend: Promise | str
    fields: list[BoundField]


class DetailsForm(forms.Form):
    """Offer the fields that the configuration lets customers change."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Phone (optional)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    tax_id_type = forms.ChoiceField(label=_("Kind of tax ID"), choices=TAX_ID_TYPES, required=False)
    tax_id = forms.CharField(label=_("Tax ID (optional)"), max_length=30, required=False)

    def __init__(self, *args: Any, customer: Json, allowed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        self.plain = [name for name in PLAIN if name in allowed]
        self.addresses = [kind for kind in LEGENDS if kind in allowed]
        self.asks_tax_id = "tax_id" in allowed
        self._choose_fields()

    def groups(self) -> list[Group]:
        """Return the fields as the page sets them out."""
        groups = [Group("", [self[name] for name in self.plain])]
        groups += [Group(LEGENDS[kind], [self[name] for name in addresses.fields(kind)]) for kind in self.addresses]
        groups += [Group(_("Tax ID"), [self[name] for name in TAX])] if self.asks_tax_id else []
        return [group for group in groups if group.fields]

    def changes(self) -> dict[str, Any]:
        """Return the customer's fields as they should be."""
        changed = {name: self.cleaned_data[name] or None for name in self.plain}
        found = {kind: addresses.cleaned(kind, self.cleaned_data) for kind in self.addresses}
        if "shipping" in found:
            found["shipping"] = self._parcel(found["shipping"])
        return changed | found

    def _choose_fields(self) -> None:
        kept = {*self.plain, *(TAX if self.asks_tax_id else ())}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}
        self.initial = {name: self.customer[name] for name in self.plain}
        holders = {"address": self.customer, "shipping": self.customer["shipping"] or {}}
        for kind in self.addresses:
            self.fields |= addresses.fields(kind)
            self.initial |= addresses.initial(kind, holders[kind].get("address"))

    def _parcel(self, address: Json | None) -> Json | None:
        name = (self.customer["shipping"] or self.customer)["name"]
        return address and {"address": address, "name": name, "phone": None}
