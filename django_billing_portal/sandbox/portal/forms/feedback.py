"""Why did you cancel?"""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS = {
    "too_expensive": _("It is too expensive"),
    "missing_features": _("I need more features"),
    "switched_service": _("I found an alternative"),
    "unused": _("I no longer need it"),
    "customer_service": _("Customer service was less than expected"),
    "too_complex": _("It is too complex"),
    "low_quality": _("Quality was less than expected"),
    "other": _("Other reason"),
}


class FeedbackForm(forms.Form):
    """Ask for one of the configuration's reasons, and a comment."""

    feedback = forms.ChoiceField(label=_("Why did you cancel?"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Anything else? (optional)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = cast("forms.ChoiceField", self.fields["feedback"])
        reasons.choices = [(reason, label) for reason, label in REASONS.items() if reason in options]
