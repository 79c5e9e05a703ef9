"""The fields of a postal address, twice: where bills go, where parcels go."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from django_billing_portal.sandbox.store import Json

PARTS = {
    "line1": (_("Street"), "address-line1"),
    "line2": (_("Street, second line (optional)"), "address-line2"),
    "postal_code": (_("Postal code"), "postal-code"),
    "city": (_("City"), "address-level2"),
    "state": (_("State or region (optional)"), "address-level1"),
    "country": (_("Country code, such as DE"), "country"),
}
HALVES = {"postal_code", "city", "state", "country"}
COUNTRY = RegexValidator(r"^[A-Za-z]{2}$", _("Write the two letters of the country's code."))


class AddressField(forms.CharField):
    """Ask for one part of an address."""

    def __init__(self, part: str, *, kind: str) -> None:
        label, autocomplete = PARTS[part]
        widget = forms.TextInput(attrs={"autocomplete": f"{kind} {autocomplete}"})
        super().__init__(label=label, max_length=200, required=False, widget=widget)
        self.is_half = part in HALVES
        if part == "country":
            self.validators.append(COUNTRY)


def fields(prefix: str) -> dict[str, AddressField]:
    """Return an address's fields by name."""
    kind = "shipping" if prefix == "shipping" else "billing"
    return {f"{prefix}_{part}": AddressField(part, kind=kind) for part in PARTS}


def initial(prefix: str, address: Json | None) -> dict[str, Any]:
    """Return the fields' values of an address."""
    return {f"{prefix}_{part}": (address or {}).get(part) for part in PARTS}


def cleaned(prefix: str, data: dict[str, Any]) -> Json | None:
    """Return the address that was written, or None."""
    address = {part: data[f"{prefix}_{part}"] or None for part in PARTS}
    if address["country"]:
        address["country"] = address["country"].upper()
    return address if any(address.values()) else None
