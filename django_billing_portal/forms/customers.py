"""The form with which staff enter which customer at Stripe somebody is."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..models import PortalCustomer
from ..refs import SubjectRef
from ..services.subjects import load_subject

CUSTOMER = re.compile(r"(cus|acct)_[A-Za-z0-9_]{1,90}")
ACCOUNT = re.compile(r"(acct_[A-Za-z0-9_]{1,90})?")


class PortalCustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Check ids by their shape, and that the subject is there; whether Stripe has the customer is asked elsewhere."""

    class Meta:
        model = PortalCustomer
        fields = ("subject_type", "subject_id", "account", "livemode", "customer")
        help_texts = {
            "subject_type": "auth.user",
            "account": "acct_…",
            "customer": "cus_…, acct_…",
        }

    def clean_subject_type(self) -> str:
        """Take the label in lower case, as it is stored."""
        return str(self.cleaned_data["subject_type"]).lower()

    def clean_customer(self) -> str:
        """Refuse what is no id of a customer."""
        return _fitting(
            CUSTOMER, self.cleaned_data["customer"], _("Stripe's ids of customers start with cus_ or acct_.")
        )

    def clean_account(self) -> str:
        """Refuse what is no id of a connected account."""
        return _fitting(ACCOUNT, self.cleaned_data["account"], _("Stripe's ids of accounts start with acct_."))

    def clean(self) -> dict[str, Any]:
        """Name the subject as the app does, or refuse one that is not there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "subject_id" in given and "subject_type" in given:
            subject = load_subject(SubjectRef(given["subject_type"], given["subject_id"]))
            if subject is None:
                self.add_error("subject_id", _("There is nobody with this key."))
            else:
                ref = SubjectRef.of(subject)
                given |= {"subject_type": ref.type, "subject_id": ref.id}
        return given


def _fitting(pattern: "re.Pattern[str]", value: str, otherwise: str) -> str:
    if pattern.fullmatch(value.strip()):
        return value.strip()
    raise forms.ValidationError(otherwise)
