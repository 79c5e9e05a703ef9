"""How the form of a link is laid out, and the page around it."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..forms.choosing import in_words
from ..forms.findings import lay_out
from ..forms.tasks import label_of
from ..services.desk import Checked

if TYPE_CHECKING:
    from ..forms.links import LinkForm

UNCHECKED = Checked(obstacles=(), is_checked=False)


def form_context(form: "LinkForm", checked: "Checked | None") -> dict[str, Any]:
    """Return what the page of a form shows; ``checked`` is None until somebody asked."""
    found = checked or UNCHECKED
    sections = (
        (_("What they should do"), ("what", "subscription", "price", "quantity", "retention_coupon", "discount")),
        (_("Afterwards"), ("after", "after_message", "after_url")),
        (_("The link"), ("audience", "max_age", "max_uses")),
        (_("To the customer"), ("message", "language", "send", "email")),
    )
    return {
        "form": form,
        "sections": lay_out(form, sections, found.obstacles),
        "checked": checked,
        "asks_to_confirm": bool(found.obstacles) and not found.is_hopeless,
        "preview": _preview(form) if checked else None,
    }


def _preview(form: "LinkForm") -> dict[str, Any]:
    given = form.cleaned_data
    return {"label": label_of(given["what"]), "message": given["message"], "life": _life(form)}


def _life(form: "LinkForm") -> str:
    given, most = form.cleaned_data, form.longest
    period = in_words(given["max_age"] or most.total_seconds())
    times = ngettext("once", "%(times)s times", given["max_uses"]) % {"times": given["max_uses"]}
    return _("It works %(times)s, for %(period)s.") % {"times": times, "period": period}
