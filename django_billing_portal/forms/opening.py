"""What staff say before they open somebody else's portal."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _

from .tasks import declared


class OpeningForm(forms.Form):
    """Ask why, and where to."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Why you open it, for whoever reads the trail: what the customer asked for, say."),
        widget=AdminTextInputWidget,
    )
    flow = forms.ChoiceField(label=_("Open"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, str(flow.label or flow.default_label)) for name, flow in declared().items()]
        self.fields["flow"].choices = [("", _("The portal's home page")), *named]  # type: ignore[attr-defined]
