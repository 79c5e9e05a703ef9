"""What the staff of the demo may do in the admin."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractUser


def permit(user: "AbstractUser", permissions: "Iterable[str]") -> None:
    """Give somebody these permissions, each written ``app.codename``, and take none away."""
    wanted = Q(pk=None)
    for app, _, codename in (permission.partition(".") for permission in permissions):
        wanted |= Q(content_type__app_label=app, codename=codename)
    user.user_permissions.add(*Permission.objects.filter(wanted))
