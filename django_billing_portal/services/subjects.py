"""Load whoever a row names."""

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
    return found
