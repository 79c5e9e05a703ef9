"""What every page of Nordlicht knows."""

from typing import TYPE_CHECKING

from .mails import folder

if TYPE_CHECKING:
    from django.http import HttpRequest


def mails(_request: "HttpRequest") -> dict[str, bool]:
    """Tell whether there is a page that shows what was sent."""
    return {"has_mails": folder() is not None}
