"""Which plan, how many, and a promotion code."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from django_billing_portal.sandbox.portal import catalog, offers, quotes
from django_billing_portal.sandbox.portal.quotes import Change
from django_billing_portal.sandbox.portal.visits import Visit
from django_billing_portal.sandbox.store import Json


class PlanForm(forms.Form):
    """Choose among the prices of the configuration; quantity and code only where it allows them."""

    price = forms.ChoiceField()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1)
    promotion_code = forms.CharField(label=_("Promotion code (optional)"), max_length=50, required=False)

    def __init__(self, *args: Any, visit: Visit, subscription: Json, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.item = catalog.only_item(subscription)
        self.prices = {price["id"]: price for price in offers.prices(visit, subscription)}
        cast("forms.ChoiceField", self.fields["price"]).choices = [(id, id) for id in self.prices]
        self.initial = {"price": next(iter(self.prices)), "quantity": self.item.get("quantity") or 1}
        self._drop_what_is_not_allowed()

    def clean_promotion_code(self) -> quotes.Redemption | None:
        """Find the coupon behind a code."""
        code = self.cleaned_data["promotion_code"]
        redemption = quotes.redemption_of(code, self.visit.customer["id"]) if code else None
        if code and redemption is None:
            raise forms.ValidationError(_("This code is not valid."), code="unknown_code")
        return redemption

    def clean(self) -> dict[str, Any]:
        """Keep the quantity in the chosen product's bounds."""
        price, quantity = self.prices.get(self.cleaned_data.get("price", "")), self.cleaned_data.get("quantity")
        bounds = price and offers.quantity_bounds(self.visit, price)
        if bounds and quantity and not bounds[0] <= quantity <= (bounds[1] or quantity):
            self.add_error("quantity", _bounds_text(*bounds))
        return self.cleaned_data

    def change(self) -> Change:
        """Return what the customer wants."""
        price = self.prices[self.cleaned_data["price"]]
        quantity: int = self.item.get("quantity") or 1
        if offers.quantity_bounds(self.visit, price):
            quantity = self.cleaned_data.get("quantity", quantity)
        redemption = self.cleaned_data.get("promotion_code")
        return Change(
            price=price,
            quantity=quantity,
            redemptions=(redemption,) if redemption else (),
        )

    def _drop_what_is_not_allowed(self) -> None:
        if not any(offers.quantity_bounds(self.visit, price) for price in self.prices.values()):
            del self.fields["quantity"]
        if "promotion_code" not in self.visit.feature("subscription_update")["default_allowed_updates"]:
            del self.fields["promotion_code"]


def _bounds_text(least: int, most: int | None) -> str:
    if most is None:
        return str(_("Choose at least %(least)d.")) % {"least": least}
    return str(_("Choose between %(least)d and %(most)d.")) % {"least": least, "most": most}
