"""The panel's switches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_billing_portal.sandbox import faults
from django_billing_portal.sandbox.faults import Switch

OFF, ON = "off", "on"
COUNTS = (1, 3)


class FaultsForm(forms.Form):
    """Offer a switch for each fault."""

    seconds = forms.FloatField(label=_("How slow is slow? (seconds)"), min_value=0, max_value=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = faults.active()
        self.initial = {name: _state(active.get(name)) for name in faults.LABELS}
        self.initial["seconds"] = active.get("slow", Switch()).seconds
        for name, label in faults.LABELS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=_choices(active.get(name)))
        self.order_fields(list(faults.LABELS))

    def save(self) -> None:
        """Throw the switches."""
        faults.clear()
        for name in faults.LABELS:
            if (state := self.cleaned_data[name]) != OFF:
                requests = None if state == ON else int(state)
                faults.switch_on(name, requests=requests, seconds=self.cleaned_data["seconds"])


def _state(switch: Switch | None) -> str:
    if switch is None:
        return OFF
    return str(switch.requests or ON)


def _choices(switch: Switch | None) -> list[tuple[str, str]]:
    left = switch.requests if switch and switch.requests else COUNTS[0]
    counts = sorted({*COUNTS, left})
    return [
        (OFF, str(_("Off"))),
        (ON, str(_("On until switched off"))),
        *(
            (
                str(count),
                ngettext("On for the next request", "On for the next %(count)d requests", count) % {"count": count},
            )
            for count in counts
        ),
    ]
