"""For how long?"""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from django_billing_portal.sandbox.portal.presenters.prices import lasting
from django_billing_portal.sandbox.store import Json

DEFAULT = {"type": "interval_options", "interval_options": [{"interval": "month", "interval_count": 1}]}


class PauseForm(forms.Form):
    """Offer the durations of the configuration; ``month:1`` is a month, ``:0`` no end."""

    duration = forms.ChoiceField(label=_("Pause for how long?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, feature: Json, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        durations = cast("forms.ChoiceField", self.fields["duration"])
        choices = _choices(feature.get("duration") or DEFAULT)
        durations.choices = choices
        durations.initial = choices[0][0]

    def chosen(self) -> dict[str, Any]:
        """Return interval and count."""
        interval, count = self.cleaned_data["duration"].split(":")
        return {"interval": interval, "count": int(count)}


def _choices(duration: Json) -> list[tuple[str, str]]:
    if duration["type"] == "indefinite":
        return [(":0", "")]
    return [
        (f"{each['interval']}:{each['interval_count']}", lasting(each["interval"], each["interval_count"]))
        for each in duration["interval_options"]
    ]
