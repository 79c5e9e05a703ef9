"""Which test card. https://docs.stripe.com/testing"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BRANDS = {
    "4242 4242 4242 4242": "visa",
    "5555 5555 5555 4444": "mastercard",
    "3782 822463 10005": "amex",
}
DECLINED = "4000 0000 0000 0002"
POOR = "4000 0000 0000 9995"
CHOICES = [
    ("4242 4242 4242 4242", "Visa"),
    ("5555 5555 5555 4444", "Mastercard"),
    ("3782 822463 10005", "American Express"),
    (DECLINED, _("A card that is declined")),
    (POOR, _("A card without enough money")),
]
REFUSALS = {DECLINED: _("Your card was declined."), POOR: _("Your card has insufficient funds.")}


class OnlyCardForm(forms.Form):
    """Choose one of the cards that exist for tests only: nothing to type, no real number to leak."""

    card = forms.ChoiceField(label=_("Test card"), choices=CHOICES, initial=CHOICES[0][0], widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Refuse what the bank would refuse."""
        if refusal := REFUSALS.get(self.cleaned_data.get("card", "")):
            raise forms.ValidationError(refusal, code="card_declined")
        return self.cleaned_data

    def face(self) -> dict[str, Any]:
        """Return what of the card is kept."""
        number = self.cleaned_data["card"]
        return {"brand": BRANDS[number], "last4": number[-4:]}


class CardForm(OnlyCardForm):
    """Choose a card, and whether to pay with it from now on."""

    make_default = forms.BooleanField(label=_("Use for future payments"), initial=True, required=False)
