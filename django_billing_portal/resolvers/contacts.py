"""What most models say themselves about whom to write to."""

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist

from ..refs import Contact

if TYPE_CHECKING:
    from django.db.models import Model


def contact_on(subject: "Model") -> Contact:
    """Return the contact that lies on a user, a team or whatever is billed; empty fields where there is none."""
    is_person = hasattr(subject, "get_email_field_name")
    addresses = ("billing_email", _called(subject, "get_email_field_name"), "email")
    return Contact(
        email=next(filter(None, (_text(subject, name) for name in addresses if name)), ""),
        name=_called(subject, "get_full_name") if is_person else str(subject),
        language=_text(subject, "language"),
    )


def _text(subject: "Model", name: str) -> str:
    try:
        value = getattr(subject, name, "")
    except ObjectDoesNotExist:
        return ""
    # A relation or a method of that name is no text.
    return value.strip() if isinstance(value, str) else ""


def _called(subject: "Model", name: str) -> str:
    method = getattr(subject, name, None)
    return str(method()) if callable(method) else ""
