"""How often one person may ask: the SPA that polls is counted apart from the one that mints."""

import logging
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import UserRateThrottle

from ..conf import portal_settings

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger("django_billing_portal")


class PortalThrottle(UserRateThrottle):
    """Let each person send ``API_THROTTLE_RATE`` requests that read, and as many that mint."""

    def get_rate(self) -> str | None:
        """Return the rate of now."""
        return portal_settings.API_THROTTLE_RATE

    def get_cache_key(self, request: "Request", view: "APIView") -> Any:
        """Count reading and minting apart."""
        self.scope = "billing_portal_read" if request.method in SAFE_METHODS else "billing_portal_mint"
        return super().get_cache_key(request, view)

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        """Tell whether there is room; yes where nothing can be counted."""
        try:
            return bool(super().allow_request(request, view))
        except Exception as error:  # noqa: BLE001 (a cache that is down must not take billing down)
            detail = type(error).__name__
            logger.warning("A request could not be counted: %s.", detail, extra={"billing_code": "limit_not_counted"})
            return True
