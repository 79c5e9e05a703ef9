"""Who may ask what, how often, and in which shape: settings of the project's, read while a request is answered."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from ..conf import portal_settings
from .parsers import StrictJSONParser


class Policies(APIView):
    """Stand in for the class attributes that Django REST framework would fill when it is imported."""

    parser_classes = (StrictJSONParser,)
    # Paths name no version, and a project's own scheme would look for one in them.
    versioning_class = None

    @property
    def authentication_classes(self) -> Sequence[Any]:  # type: ignore[override]
        """Return the project's, all of them."""
        classes: Sequence[Any] = api_settings.DEFAULT_AUTHENTICATION_CLASSES
        return classes

    @property
    def permission_classes(self) -> Sequence[Any]:  # type: ignore[override]
        """Return those of ``API_PERMISSION_CLASSES``."""
        return portal_settings.API_PERMISSION_CLASSES

    @property
    def throttle_classes(self) -> Sequence[Any]:  # type: ignore[override]
        """Return those of ``API_THROTTLE_CLASSES``."""
        return portal_settings.API_THROTTLE_CLASSES

    @property
    def renderer_classes(self) -> Sequence[Any]:  # type: ignore[override]
        """Return JSON as documented, whatever the project's own looks like; and the project's browsable pages."""
        renderers: Sequence[Any] = api_settings.DEFAULT_RENDERER_CLASSES
        pages = [renderer for renderer in renderers if issubclass(renderer, BrowsableAPIRenderer)]
        # Its templates are found only where it is installed.
        return (JSONRenderer, *(pages if apps.is_installed("rest_framework") else ()))
