"""Load whoever a row names, and say what people call them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import SubjectRef


def load_subject(ref: "SubjectRef") -> "Model | None":
    """Return the subject; None where it is gone, or its model is."""
    try:
        found: Model = apps.get_model(ref.type)._default_manager.get(pk=ref.id)
    except (LookupError, ObjectDoesNotExist, ValueError, ValidationError):
        return None
    # "+1" and " 1" are 1 to a database, and "Bob" may be "bob": no keys that anybody meant.
    return found if str(found.pk) == ref.id else None


def name_of(subject: "Model") -> str:
    """Return what people call a subject: a person's full name where it is known, else the subject as text."""
    # Not the contact's name: of a team, that is of somebody who reads its mail.
    full_name = getattr(subject, "get_full_name", None)
    return (str(full_name()).strip() if callable(full_name) else "") or str(subject)
