"""Settings of the REST endpoint."""

import re
from collections.abc import Sequence
from typing import Any

from .reading import Reading, wrong

RATE = re.compile(r"[1-9][0-9]{0,8}/(s|sec|m|min|h|hour|d|day)")


class ApiSettings(Reading):
    """Read what projects set about the REST endpoint."""

    @property
    def API_FLOW_TYPES(self) -> Sequence[str]:
        """Types of flow that the REST endpoint opens without a declared name."""
        return self._texts("API_FLOW_TYPES")

    @property
    def API_SUBJECTS(self) -> Sequence[str]:
        """Models, ``app.model``, whose instances the REST endpoint's callers may name."""
        return self._texts("API_SUBJECTS")

    @property
    def API_PERMISSION_CLASSES(self) -> Sequence[Any]:
        """Who may use the REST endpoint: permission classes of Django REST framework."""
        return self._classes("API_PERMISSION_CLASSES", "rest_framework.permissions.IsAuthenticated")

    @property
    def API_THROTTLE_CLASSES(self) -> Sequence[Any]:
        """How often: throttle classes of Django REST framework."""
        return self._classes("API_THROTTLE_CLASSES", "django_billing_portal.api.throttles.PortalThrottle")

    @property
    def API_THROTTLE_RATE(self) -> str | None:
        """How many requests a person may send, ``"60/min"``; None for no limit."""
        rate = self._value("API_THROTTLE_RATE", "60/min")
        if rate is None or (isinstance(rate, str) and RATE.fullmatch(rate)):
            return rate
        raise wrong("API_THROTTLE_RATE", 'a number from 1 and a period, "60/min", or None')

    @property
    def API_PAGE_SIZE(self) -> int:
        """How many sessions the REST endpoint lists at once."""
        return int(self._number("API_PAGE_SIZE", 20))
