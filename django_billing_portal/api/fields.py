"""Fields that take what they say and nothing that merely resembles it."""

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import ISO_8601, serializers

from ..locales import AUTO, to_stripe
from ..services.orders import SUBSCRIPTION

YEARS = range(2000, 3000)


class Text(serializers.CharField):
    """Take a text: no number, nothing trimmed; null is the same as leaving it out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"required": False, "allow_null": True, "initial": None, "trim_whitespace": False} | options
        )

    def to_internal_value(self, data: object) -> str:
        """Refuse what Python would turn into a text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Locale(Text):
    """Take a language of Django's or of Stripe's that the portal speaks."""

    default_error_messages = {"unknown": _("The portal does not speak this language.")}

    def to_internal_value(self, data: object) -> str:
        """Refuse what would end as the browser's language, unless it asks for that."""
        code = super().to_internal_value(data)
        if to_stripe(code) == AUTO != code:
            self.fail("unknown")
        return code


class SubscriptionId(Text):
    """Take what looks like the id of a subscription."""

    default_error_messages = {"no_id": _("This is no subscription's id.")}

    def to_internal_value(self, data: object) -> str:
        """Refuse what could be none of anybody's."""
        id = super().to_internal_value(data)
        if not re.fullmatch(SUBSCRIPTION, id):
            self.fail("no_id")
        return id


class Choice(serializers.ChoiceField):
    """Take one of a few texts."""

    # The framework's own sentence quotes what was sent, however long, and half characters that no answer can hold.
    default_error_messages = {"invalid_choice": _("This is not one of the choices.")}

    def to_internal_value(self, data: object) -> str:
        """Refuse what Python would turn into a text."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        return str(super().to_internal_value(data))


class Moment(serializers.DateTimeField):
    """Take a moment in ISO 8601, and tell it in UTC, whatever the project's settings make of either."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[ISO_8601], **options)

    def enforce_timezone(self, value: datetime) -> datetime:
        """Read a moment as the database holds it; without an offset it is UTC's."""
        if value.year not in YEARS:
            self.fail("overflow")
        aware = value if timezone.is_aware(value) else value.replace(tzinfo=UTC)
        return aware if settings.USE_TZ else timezone.make_naive(aware, timezone.get_default_timezone())

    def to_representation(self, value: datetime) -> str:
        """Tell a moment that browsers in every time zone read alike."""
        aware = value if timezone.is_aware(value) else timezone.make_aware(value, timezone.get_default_timezone())
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Closed(serializers.Serializer[Any]):
    """Refuse names that it has no field for, so that a typing error does not open something else."""

    default_error_messages = {"unknown": _("There is no such field.")}

    def to_internal_value(self, data: Any) -> Any:
        """Read the fields, if there are no others."""
        strangers = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if strangers:
            message = self.error_messages["unknown"]
            raise serializers.ValidationError({name: [message] for name in strangers}, code="unknown")
        return super().to_internal_value(data)
