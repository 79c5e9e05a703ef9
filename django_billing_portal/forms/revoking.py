"""What staff say when they withdraw links."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _


class RevocationForm(forms.Form):
    """Ask why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For the trail; the customer does not see it."),
        widget=AdminTextInputWidget,
    )
