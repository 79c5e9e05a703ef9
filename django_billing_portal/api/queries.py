"""What stands behind the question mark of a URL."""

from typing import TYPE_CHECKING

from rest_framework.settings import api_settings

if TYPE_CHECKING:
    from rest_framework.request import Request


def asked_for(request: "Request", *, but: str = "") -> dict[str, str]:
    """Return the parameters, without those that the framework reads by itself: the format, and a page's cursor."""
    others = {api_settings.URL_FORMAT_OVERRIDE, but}
    return {name: value for name, value in request.query_params.dict().items() if name not in others}
