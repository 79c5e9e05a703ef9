"""Fields whose choices may be listed, or have to be typed where nobody could list them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..services.desk import Choice

HOUR, DAY = 3600, 86400
PERIODS = (HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)


def listed_or_typed(choices: "Sequence[Choice] | None", *, empty: str, example: str, **words: Any) -> forms.Field:
    """Return a field with these choices; where there are none to know, one to type in."""
    if choices is not None:
        return forms.ChoiceField(choices=[("", empty), *choices], required=False, **words)
    typed = _("Stripe could not be asked for a list: type the id.")
    attrs = {"class": "vTextField", "placeholder": example, "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        max_length=255, required=False, widget=forms.TextInput(attrs=attrs), **{**words, "help_text": typed}
    )


def periods(most: timedelta) -> list[tuple[int, str]]:
    """Return how long a link may live, up to the most."""
    return [(seconds, in_words(seconds)) for seconds in PERIODS if seconds < most.total_seconds()]


def in_words(seconds: float) -> str:
    """Write how long something is: ``4 hours``, ``7 days``."""
    if seconds < DAY or seconds % DAY:
        hours = max(round(seconds / HOUR), 1)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = int(seconds // DAY)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
